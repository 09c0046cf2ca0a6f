package dev.triggo.runs;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import java.util.List;
import java.util.Optional;

/** What a run is told from outside, in a form that can lie in the store until the server that moves the run reads it. */
sealed interface Message {
    /** Answers of the server that moves the run, or that finds it ended; a third is a {@link #refusal}. */
    Json TAKEN_IN = Json.EMPTY_OBJECT;

    Json ENDED = Json.object().put("ended", true).build();

    record Cancel(String by) implements Message {}

    record Decide(ApprovalDecision decision) implements Message {}

    /** A run that a step of this one waits for has ended. */
    record ChildEnded(RunId child) implements Message {}

    /** Has the driver take it in; empty when the driver does not move the run any more: tell the next one. */
    default Optional<Run> tell(RunDriver driver) {
        return switch (this) {
            case Cancel m -> driver.cancel(m.by());
            case Decide m -> driver.decide(m.decision());
            case ChildEnded m -> driver.childEnded(m.child()) ? Optional.of(driver.snapshot()) : Optional.empty();
        };
    }

    /** The answer when the run has ended. */
    default Problem tooLate(Run run) {
        return switch (this) {
            case Decide m -> run.approvalNotPending();
            case Cancel m -> run.notCancellable();
            case ChildEnded m -> run.notCancellable();
        };
    }

    default Json.Obj toJson() {
        return switch (this) {
            case Cancel m ->
                Json.object().put("type", "cancel").put("by", m.by()).build();
            case Decide m ->
                Json.object()
                        .put("type", "decide")
                        .putIf("approvalId", m.decision().approvalId())
                        .putIf("approved", m.decision().approved() ? Json.of(true) : null)
                        .put("person", m.decision().person().value())
                        .put("credential", m.decision().credential())
                        .put("by", m.decision().by())
                        .putIf("comment", m.decision().comment())
                        .build();
            case ChildEnded m ->
                Json.object()
                        .put("type", "child_ended")
                        .put("runId", m.child().value())
                        .build();
        };
    }

    static Message of(Json json) {
        var kept = (Json.Obj) json;
        return switch (text(kept, "type")) {
            case "cancel" -> new Cancel(text(kept, "by"));
            case "decide" ->
                new Decide(new ApprovalDecision(
                        kept.text("approvalId"),
                        kept.has("approved"),
                        new PersonId(text(kept, "person")),
                        text(kept, "credential"),
                        text(kept, "by"),
                        kept.text("comment")));
            case "child_ended" -> new ChildEnded(new RunId(text(kept, "runId")));
            case String unknown -> throw new IllegalStateException("no release ever wrote a message " + unknown);
        };
    }

    /** The answer when the run's driver has refused it. */
    static Json refusal(Problem refused) {
        return Json.object()
                .put("code", refused.code().name())
                .put("error", refused.sentence())
                .put("details", Json.array(refused.details()))
                .build();
    }

    /** What an answer says: false when the run had ended before. Throws what its driver has refused it with. */
    static boolean wasTakenIn(Json.Obj answer) {
        String code = answer.text("code");
        if (code == null) {
            return !answer.has("ended");
        }
        List<Json> details = answer.get("details") instanceof Json.Arr some ? some.items() : List.of();
        throw Problem.of(ProblemCode.valueOf(code), text(answer, "error"), details);
    }

    private static String text(Json.Obj kept, String field) {
        String text = kept.text(field);
        return text == null ? "" : text;
    }
}
