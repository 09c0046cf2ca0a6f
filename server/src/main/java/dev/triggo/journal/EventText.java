package dev.triggo.journal;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.StepError;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Json;
import dev.triggo.redaction.Redactor;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An event's written form: its type, the node, the items of loops and the attempt that it is about (null, null and 0 when
 * none), and the rest.
 */
record EventText(
        String type, @Nullable String nodeId, @Nullable String iteration, int attempt, Json.Obj data) {

    private static final Set<String> STRUCTURE = Set.of(
            "source", "of", "from", "outputNode", "handle", "runId", "id", "approvalId", "argumentsHash", "durationMs");

    private static final Json NO_TIME = Json.of(0);

    static EventText of(RunEvent event) {
        return switch (event) {
            case RunEvent.OfStep step ->
                new EventText(
                        typeOf(step),
                        step.step().nodeId(),
                        step.step().iteration().isEmpty() ? null : step.step().iteration(),
                        step.attempt(),
                        dataOf(step).build());
            case RunEvent.RunAccepted e ->
                run(
                        "run_accepted",
                        Json.object()
                                .put("input", e.input())
                                .put("source", e.source())
                                .putIf("dryRun", e.dryRun() ? Json.of(true) : null));
            case RunEvent.RunStarted e -> run("run_started", Json.object());
            case RunEvent.RunReplayed e ->
                run("run_replayed", Json.object().put("of", e.of()).put("from", e.from()));
            case RunEvent.RunTested e -> run("run_tested", TestText.of(e));
            case RunEvent.StepRerun e ->
                new EventText(
                        "step_rerun",
                        e.step().nodeId(),
                        e.step().iteration().isEmpty() ? null : e.step().iteration(),
                        0,
                        TestText.of(e).build());
            case RunEvent.RunResumed e -> run("run_resumed", Json.object().put("reason", e.reason()));
            case RunEvent.RunSucceeded e -> run("run_succeeded", Json.object().putIf("outputNode", e.outputNode()));
            case RunEvent.RunFailed e ->
                new EventText(
                        "run_failed",
                        e.nodeId(),
                        null,
                        0,
                        Json.object().put("error", e.error().toJson()).build());
            case RunEvent.RunCancelled e -> run("run_cancelled", Json.object().put("by", e.by()));
            case RunEvent.RunTimedOut e ->
                run("run_timed_out", Json.object().put("error", e.error().toJson()));
        };
    }

    private static String typeOf(RunEvent.OfStep event) {
        return switch (event) {
            case RunEvent.StepStarted e -> "step_started";
            case RunEvent.StepLogged e -> "step_logged";
            case RunEvent.StepCompleted e -> "step_completed";
            case RunEvent.StepPlanned e -> "step_planned";
            case RunEvent.StepFailed e -> "step_failed";
            case RunEvent.StepFailedContinued e -> "step_failed_continued";
            case RunEvent.StepTimedOut e -> "step_timed_out";
            case RunEvent.StepRetried e -> "step_retried";
            case RunEvent.StepPinned e -> "step_pinned";
            case RunEvent.StepSkipped e -> "step_skipped";
            case RunEvent.SafetyViolation e -> "safety_violation";
            case RunEvent.RunWaiting e -> "run_waiting";
            case RunEvent.ChildStarted e -> "child_started";
            case RunEvent.LoopStarted e -> "loop_started";
            case RunEvent.ItemCompleted e -> "item_completed";
            case RunEvent.ItemFailed e -> "item_failed";
            case RunEvent.LoopCompleted e -> "loop_completed";
            case RunEvent.ApprovalRequested e -> "approval_requested";
            case RunEvent.ApprovalApproved e -> "approval_approved";
            case RunEvent.ApprovalRejected e -> "approval_rejected";
            case RunEvent.ApprovalExpired e -> "approval_expired";
        };
    }

    private static Json.Builder dataOf(RunEvent.OfStep event) {
        return switch (event) {
            case RunEvent.StepStarted e -> Json.object().put("input", e.input());
            case RunEvent.StepLogged e -> Json.object().put("lines", Json.strings(e.lines()));
            case RunEvent.StepCompleted e ->
                Json.object()
                        .put("output", e.output())
                        .putIf("handle", e.handle())
                        .put("durationMs", e.durationMs());
            case RunEvent.StepPlanned e -> Json.object().put("plan", e.plan()).put("output", e.output());
            case RunEvent.StepFailed e -> failure(e.error(), e.durationMs());
            case RunEvent.StepFailedContinued e -> failure(e.error(), e.durationMs());
            case RunEvent.StepTimedOut e -> failure(e.error(), e.durationMs());
            case RunEvent.StepRetried e ->
                Json.object().put("error", e.error().toJson()).put("delayMs", e.delayMs());
            case RunEvent.StepPinned e -> Json.object();
            case RunEvent.StepSkipped e -> Json.object();
            case RunEvent.SafetyViolation e ->
                Json.object().put("error", e.error().toJson());
            case RunEvent.RunWaiting e -> Json.object().put("until", e.until());
            case RunEvent.ChildStarted e -> Json.object().put("runId", e.childRun());
            case RunEvent.LoopStarted e ->
                Json.object()
                        .put("items", Json.array(e.items()))
                        .put("concurrency", e.concurrency())
                        .putIf("continueOnItemFailure", e.continueOnItemFailure() ? Json.of(true) : null);
            case RunEvent.ItemCompleted e -> Json.object().put("index", e.index());
            case RunEvent.ItemFailed e ->
                Json.object().put("index", e.index()).put("error", e.error().toJson());
            case RunEvent.LoopCompleted e -> Json.object().put("durationMs", e.durationMs());
            case RunEvent.ApprovalRequested e -> ApprovalText.of(e.request());
            case RunEvent.ApprovalApproved e -> decision(e.approvalId(), e.by(), e.comment());
            case RunEvent.ApprovalRejected e -> decision(e.approvalId(), e.by(), e.comment());
            case RunEvent.ApprovalExpired e -> Json.object().put("approvalId", e.approvalId());
        };
    }

    /**
     * Appends the text that is kept and hashed: compact JSON, its fields in this order for ever. What goes without saying is
     * not written: most events of a quick run are empty or took no time.
     */
    void writeTo(StringBuilder out, long seq, long at) {
        out.append("{\"seq\":").append(seq).append(",\"type\":\"").append(type);
        out.append("\",\"at\":").append(at);
        if (nodeId != null) {
            Json.of(nodeId).writeTo(out.append(",\"nodeId\":"));
        }
        if (iteration != null) {
            Json.of(iteration).writeTo(out.append(",\"iteration\":"));
        }
        if (attempt != 0) {
            out.append(",\"attempt\":").append(attempt);
        }
        String before = ",\"data\":{";
        for (Map.Entry<String, Json> field : data.fields().entrySet()) {
            if (!goesWithoutSaying(field)) {
                Json.of(field.getKey()).writeTo(out.append(before));
                field.getValue().writeTo(out.append(':'));
                before = ",";
            }
        }
        out.append(before.equals(",") ? "}}" : "}");
    }

    private static boolean goesWithoutSaying(Map.Entry<String, Json> field) {
        return switch (field.getKey()) {
            case "durationMs" -> NO_TIME.equals(field.getValue());
            case "input" -> Json.EMPTY_OBJECT.equals(field.getValue());
            default -> false;
        };
    }

    private static Json.Builder decision(String approvalId, String by, @Nullable String comment) {
        return Json.object().put("approvalId", approvalId).put("by", by).putIf("comment", comment);
    }

    private static EventText run(String type, Json.Builder data) {
        return new EventText(type, null, null, 0, data.build());
    }

    private static Json.Builder failure(StepError error, long durationMs) {
        return Json.object().put("error", error.toJson()).put("durationMs", durationMs);
    }

    /**
     * The same with secrets blanked. What says how the run went is left alone: it has none, and the fold depends on it.
     */
    EventText blankedBy(Redactor redactor) {
        return new EventText(type, nodeId, iteration, attempt, redactor.redactFields(data, STRUCTURE));
    }

    /** As {@link #blankedBy}, for somebody who looks at it. */
    EventText shownBy(Redactor redactor) {
        return new EventText(type, nodeId, iteration, attempt, redactor.fieldsForView(data, STRUCTURE));
    }

    /** The event that this was written for; throws IllegalStateException when no release ever wrote it so. */
    RunEvent event() {
        return switch (type) {
            case "run_accepted" -> new RunEvent.RunAccepted(input(), text("source"), data.has("dryRun"));
            case "run_started" -> new RunEvent.RunStarted();
            case "run_replayed" -> new RunEvent.RunReplayed(text("of"), text("from"));
            case "run_tested" -> TestText.tested(data);
            case "step_rerun" -> TestText.rerun(node(), data);
            case "run_resumed" -> new RunEvent.RunResumed(text("reason"));
            case "step_started" -> new RunEvent.StepStarted(node(), attempt, input());
            case "step_logged" -> new RunEvent.StepLogged(node(), attempt, lines());
            case "step_completed" ->
                new RunEvent.StepCompleted(node(), attempt, value("output"), data.text("handle"), number("durationMs"));
            case "step_planned" -> new RunEvent.StepPlanned(node(), attempt, object("plan"), value("output"));
            case "step_failed" -> new RunEvent.StepFailed(node(), attempt, error(), number("durationMs"));
            case "step_failed_continued" ->
                new RunEvent.StepFailedContinued(node(), attempt, error(), number("durationMs"));
            case "step_timed_out" -> new RunEvent.StepTimedOut(node(), attempt, error(), number("durationMs"));
            case "step_retried" -> new RunEvent.StepRetried(node(), attempt, error(), number("delayMs"));
            case "step_pinned" -> new RunEvent.StepPinned(node());
            case "step_skipped" -> new RunEvent.StepSkipped(node());
            case "safety_violation" -> new RunEvent.SafetyViolation(node(), attempt, error());
            case "run_waiting" -> new RunEvent.RunWaiting(node(), attempt, number("until"));
            case "child_started" -> new RunEvent.ChildStarted(node(), attempt, text("runId"));
            case "loop_started" ->
                new RunEvent.LoopStarted(
                        node(), attempt, items(), (int) number("concurrency"), data.has("continueOnItemFailure"));
            case "item_completed" -> new RunEvent.ItemCompleted(node(), (int) number("index"));
            case "item_failed" -> new RunEvent.ItemFailed(node(), (int) number("index"), error());
            case "loop_completed" -> new RunEvent.LoopCompleted(node(), attempt, number("durationMs"));
            case "approval_requested" -> new RunEvent.ApprovalRequested(node(), ApprovalText.request(data));
            case "approval_approved" ->
                new RunEvent.ApprovalApproved(node(), text("approvalId"), text("by"), data.text("comment"));
            case "approval_rejected" ->
                new RunEvent.ApprovalRejected(node(), text("approvalId"), text("by"), data.text("comment"));
            case "approval_expired" -> new RunEvent.ApprovalExpired(node(), text("approvalId"));
            case "run_succeeded" -> new RunEvent.RunSucceeded(data.text("outputNode"));
            case "run_failed" -> new RunEvent.RunFailed(error(), nodeId);
            case "run_cancelled" -> new RunEvent.RunCancelled(text("by"));
            case "run_timed_out" -> new RunEvent.RunTimedOut(error());
            case String unknown -> throw new IllegalStateException("the journal has an event of type " + unknown);
        };
    }

    private StepRef node() {
        if (nodeId == null) {
            throw new IllegalStateException("a " + type + " event names no node");
        }
        return new StepRef(nodeId, iteration == null ? "" : iteration);
    }

    private List<String> lines() {
        return value("lines") instanceof Json.Arr lines
                ? lines.items().stream()
                        .map(line -> line instanceof Json.Str text ? text.value() : "")
                        .toList()
                : List.of();
    }

    private List<Json> items() {
        return value("items") instanceof Json.Arr items ? items.items() : List.of();
    }

    private Json value(String field) {
        Json value = data.get(field);
        if (value == null) {
            throw new IllegalStateException("a " + type + " event lacks " + field);
        }
        return value;
    }

    /** An empty input is not written. */
    private Json input() {
        Json input = data.get("input");
        return input == null ? Json.EMPTY_OBJECT : input;
    }

    private Json.Obj object(String field) {
        return value(field) instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
    }

    private String text(String field) {
        return value(field) instanceof Json.Str text ? text.value() : "";
    }

    private long number(String field) {
        Long number = data.get(field) instanceof Json.Num n ? n.asLong() : null;
        return number == null ? 0 : number;
    }

    private StepError error() {
        Json.Obj error = object("error");
        String code = error.text("code");
        String message = error.text("message");
        return new StepError(code == null ? "UNKNOWN" : code, message == null ? "" : message);
    }
}
