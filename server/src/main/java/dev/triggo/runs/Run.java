package dev.triggo.runs;

import dev.triggo.engine.Amounts;
import dev.triggo.engine.Approval;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepError;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.redaction.Redactor;
import dev.triggo.workflow.Node;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as callers see it; both doors show these very bytes. */
public final class Run {
    /** The inputs and outputs of steps that are shown take at most so many characters together. */
    private static final long MAX_SHOWN = 32L << 20;

    private final RunRow row;
    private final RunState state;
    private final Redactor redactor;
    private final Json.Obj aftermath;

    /** @param redactor blanks what must not be shown: the state of a run under way has its secrets in clear */
    Run(RunRow row, RunState state, Redactor redactor) {
        this(row, state, redactor, Json.EMPTY_OBJECT);
    }

    /** @param aftermath fields that tell what followed from its end */
    Run(RunRow row, RunState state, Redactor redactor, Json.Obj aftermath) {
        this.row = row;
        this.state = state;
        this.redactor = redactor;
        this.aftermath = aftermath;
    }

    public RunId id() {
        return row.id();
    }

    public RunStatus status() {
        return row.status();
    }

    /** The slug that it was called by; null for a run of something else. */
    public @Nullable String action() {
        return row.action();
    }

    /** The request for approval that the run waits with, where this person may decide on it; else null. */
    public @Nullable Approval approvalFor(PersonId person) {
        Approval pending = row.status() == RunStatus.WAITING_FOR_APPROVAL ? state.approvalPending() : null;
        return pending != null && pending.request().separateDecider() && person.equals(row.person()) ? null : pending;
    }

    /** True when there is nothing to wait for that comes by itself: it has ended, or somebody has to decide. */
    boolean isAtRest() {
        return row.status().isFinal() || row.status() == RunStatus.WAITING_FOR_APPROVAL;
    }

    public @Nullable String correlationId() {
        return row.correlationId();
    }

    /** What was run, to be run again by itself and not as the action that it was. */
    public RunRequest.Target targetWithoutAction() {
        return new RunRequest.Target(row.workflow(), row.version(), null, state.graph());
    }

    RunRow row() {
        return row;
    }

    RunState state() {
        return state;
    }

    /** {@code RunAccepted}: {@code {runId, status, links {self, events}}}. */
    public Json.Obj toAccepted() {
        String self = "/api/v1/runtime/runs/" + row.id();
        return Json.object()
                .put("runId", row.id().value())
                .put("status", row.status().wireName())
                .put(
                        "links",
                        Json.object()
                                .put("self", self)
                                .put("events", self + "/events")
                                .build())
                .build();
    }

    /** {@code Run}; the steps only where they are asked for. */
    public Json.Obj toJson(boolean withSteps) {
        Json.Builder json = summary(row);
        if (row.status() == RunStatus.SUCCEEDED) {
            Json output = state.output();
            json.put("output", output == null ? Json.Null.NULL : redactor.redact(output));
        }
        if (row.status().isFinal()) {
            json.putIf("error", error());
        }
        aftermath.fields().forEach(json::put);
        Approval approval = state.approval();
        json.putIf("approval", approval == null ? null : approval(approval));
        json.putIf("replayOf", state.replayOf());
        RunEvent.StepRerun rerun = state.rerun();
        json.putIf("rerunOf", rerun == null ? null : rerunOf(rerun));
        RunRow.Parent parent = row.parent();
        json.putIf("parentRunId", parent == null ? null : parent.run().value());
        if (state.dryRun()) {
            json.put("plan", redactor.forView(Json.array(state.plans())));
        }
        if (withSteps) {
            var room = new Room();
            json.put(
                    "steps",
                    Json.array(
                            state.steps().stream().map(step -> step(step, room)).toList()));
            json.putIf("itemsNotShown", state.itemsNotShown() == 0 ? null : Json.of(state.itemsNotShown()));
        }
        return json.build();
    }

    private static Json.Obj rerunOf(RunEvent.StepRerun rerun) {
        return Json.object()
                .put("runId", rerun.of())
                .put("nodeId", rerun.step().nodeId())
                .putIf("iteration", iteration(rerun.step()))
                .build();
    }

    private Json.@Nullable Obj error() {
        StepError failure = state.failure();
        if (failure == null || row.status() == RunStatus.CANCELLED) {
            return null;
        }
        return Json.object()
                .put("code", failure.code())
                .put("message", redactor.forView(Json.of(failure.message())))
                .putIf("nodeId", state.failureNode())
                .build();
    }

    /** Why nobody can decide: APPROVAL_NOT_PENDING, with the first decision in its details when there was one. */
    Problem approvalNotPending() {
        Approval approval = state.approval();
        if (approval == null) {
            return Problem.of(
                    ProblemCode.APPROVAL_NOT_PENDING,
                    "The run does not wait for an approval: it is "
                            + row.status().wireName() + ".");
        }
        String how = switch (approval.status()) {
            case PENDING -> "another request is pending than the one that was decided on; read the run again";
            case APPROVED -> "it was approved before";
            case REJECTED -> "it was rejected before";
            case EXPIRED -> "nobody decided in time";
            case WITHDRAWN -> "the run ended before anybody decided";
        };
        return Problem.of(
                ProblemCode.APPROVAL_NOT_PENDING,
                "The approval is not pending: " + how + ".",
                List.of(approval(approval)));
    }

    /** Why nobody can cancel it. */
    Problem notCancellable() {
        return Problem.of(
                ProblemCode.RUN_NOT_CANCELLABLE,
                "The run has ended already: it is " + row.status().wireName() + ".");
    }

    private Json.Obj approval(Approval approval) {
        Approval.Request request = approval.request();
        String comment = approval.comment();
        return Json.object()
                .put("id", request.id())
                .put("nodeId", approval.step().nodeId())
                .putIf("iteration", iteration(approval.step()))
                .put("title", redactor.redact(request.title()))
                .put("message", redactor.redact(request.message()))
                .put("arguments", redactor.redact(request.arguments()))
                .put("argumentsHash", request.argumentsHash())
                .put("status", approval.status().wireName())
                .put("expiresAt", Times.iso(request.expiresAt()))
                .put("separateDecider", request.separateDecider())
                .put("requestedBy", row.credential())
                .putIf("decidedBy", approval.decidedBy())
                .putIf("comment", comment == null ? null : redactor.redact(comment))
                .build();
    }

    private static @Nullable String iteration(StepRef step) {
        return step.iteration().isEmpty() ? null : step.iteration();
    }

    /** For how much of inputs and outputs there is still room: a pinned output, say, is shown for each item of a loop. */
    private static final class Room {
        private long left = MAX_SHOWN;

        boolean take(long size) {
            left -= size;
            return left >= 0;
        }
    }

    private Json.Obj step(Step step, Room room) {
        Node node = step.node();
        StepError error = step.error();
        return Json.object()
                .put("nodeId", node.id())
                .putIf("iteration", iteration(step.ref()))
                .put("name", node.name())
                .put("type", node.type())
                .put("status", step.status().wireName())
                .put("attempt", step.attempt())
                .putIf("startedAt", time(step.startedAt()))
                .putIf("finishedAt", time(step.finishedAt()))
                .putIf("durationMs", step.finishedAt() == 0 ? null : Json.of(step.durationMs()))
                .putIf("input", shown(step.input(), room))
                .putIf("output", shown(step.output(), room))
                .putIf("error", error == null ? null : redactor.forView(error.toJson()))
                .putIf("logs", step.logs().isEmpty() ? null : redactor.forView(Json.strings(step.logs())))
                .putIf("childRunId", step.childRun())
                .putIf("pinned", step.pinned() ? Json.of(true) : null)
                .build();
    }

    private @Nullable Json shown(@Nullable Json value, Room room) {
        if (value == null) {
            return null;
        }
        long size = Amounts.of(value);
        if (room.take(size)) {
            return redactor.forView(value);
        }
        String why = "The run is too large to be shown whole; here are about %d characters.".formatted(size);
        return Json.object().put("[not shown]", why).build();
    }

    private static @Nullable String time(long epochMillis) {
        return epochMillis == 0 ? null : Times.iso(epochMillis);
    }

    /** The fields of {@code RunSummary}. */
    static Json.Builder summary(RunRow row) {
        Long started = row.startedAt();
        Long finished = row.finishedAt();
        return Json.object()
                .put("id", row.id().value())
                .put("runId", row.id().value())
                .putIf("action", row.action())
                .put("workflowId", row.workflow().value())
                .put("version", row.version())
                .put("status", row.status().wireName())
                .put("source", row.source().wireName())
                .putIf("correlationId", row.correlationId())
                .put("createdAt", Times.iso(row.createdAt()))
                .putIf("startedAt", started == null ? null : Times.iso(started))
                .putIf("finishedAt", finished == null ? null : Times.iso(finished))
                .putIf("durationMs", started == null || finished == null ? null : Json.of(finished - started))
                .put("needsApproval", row.status() == RunStatus.WAITING_FOR_APPROVAL);
    }
}
