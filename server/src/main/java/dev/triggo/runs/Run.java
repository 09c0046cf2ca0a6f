package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.workflow.Node;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run as callers see it; both doors show these very bytes. */
public final class Run {
    private final RunRow row;
    private final RunState state;

    Run(RunRow row, RunState state) {
        this.row = row;
        this.state = state;
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
            json.put("output", output == null ? Json.Null.NULL : output);
        }
        if (row.status().isFinal()) {
            json.putIf("error", error());
        }
        if (state.dryRun()) {
            json.put("plan", Json.array(plan()));
        }
        if (withSteps) {
            var steps = new ArrayList<Json>();
            state.steps().forEach((node, step) -> steps.add(step(node, step)));
            json.put("steps", Json.array(steps));
        }
        return json.build();
    }

    private Json.@Nullable Obj error() {
        StepError failure = state.failure();
        if (failure == null || row.status() == RunStatus.CANCELLED) {
            return null;
        }
        return Json.object()
                .put("code", failure.code())
                .put("message", failure.message())
                .putIf("nodeId", state.failureNode())
                .build();
    }

    private List<Json> plan() {
        var plan = new ArrayList<Json>();
        for (Step step : state.steps().values()) {
            Json.Obj planned = step.plan();
            if (planned != null) {
                plan.add(planned);
            }
        }
        return plan;
    }

    private static Json.Obj step(Node node, Step step) {
        StepError error = step.error();
        return Json.object()
                .put("nodeId", node.id())
                .put("name", node.name())
                .put("type", node.type())
                .put("status", step.status().wireName())
                .put("attempt", step.attempt())
                .putIf("startedAt", time(step.startedAt()))
                .putIf("finishedAt", time(step.finishedAt()))
                .putIf("durationMs", step.finishedAt() == 0 ? null : Json.of(step.durationMs()))
                .putIf("input", step.input())
                .putIf("output", step.output())
                .putIf("error", error == null ? null : error.toJson())
                .build();
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
