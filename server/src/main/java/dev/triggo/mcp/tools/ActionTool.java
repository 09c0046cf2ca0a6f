package dev.triggo.mcp.tools;

import dev.triggo.access.Scope;
import dev.triggo.actions.ActionSummary;
import dev.triggo.actions.Invocation;
import dev.triggo.actions.SideEffect;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolDefinition.Access;
import dev.triggo.mcp.ToolDefinition.Hints;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.Run;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;

/**
 * A published action as a tool. Its result is the output of the run: the output itself when it is an object, else
 * {@code {"result": output}}. A run that failed is an error with its id; one that goes on after the wait, or whose
 * output is too large for a context, is shown as a run, and is not an error, so that nobody starts it once more.
 */
record ActionTool(AskedPerson person, ToolDefinition definition) implements McpTool {
    /** Below the minute after which many hosts give up. */
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private static final Access ACCESS = new Access(Set.of(Scope.ACTIONS_RUN), true, Set.of());

    /** What is told of an action in a list. */
    static ToolDefinition told(ActionSummary action) {
        String description = action.description().isBlank() ? "" : ": " + action.description();
        String approval = action.requiresApproval() ? " (A person has to approve before it goes on.)" : "";
        return new ToolDefinition(
                action.slug(),
                action.name(),
                action.name() + description + approval,
                ActionSchemas.input(action.inputSchema()),
                ActionSchemas.output(action.outputSchema()),
                hints(action.sideEffects()),
                ACCESS);
    }

    /** What it takes to call one: its schema is held against the input where the run is accepted, on every door. */
    static ToolDefinition called(String slug) {
        return new ToolDefinition(slug, slug, slug, ActionSchemas.ANY_OBJECT, null, hints(SideEffect.WRITE), ACCESS);
    }

    private static Hints hints(SideEffect effect) {
        return switch (effect) {
            case NONE -> new Hints(true, false, true, false);
            case READ -> new Hints(true, false, true, true);
            case WRITE -> new Hints(false, true, false, true);
        };
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        var invocation = new Invocation(definition.name(), call.arguments(), false, null, null, PATIENCE);
        Run run = person.run(call, invocation);
        return switch (run.status()) {
            case SUCCEEDED -> succeeded(run);
            case FAILED, CANCELLED, TIMED_OUT -> failed(run, call.requestId());
            case WAITING_FOR_APPROVAL -> ToolResult.of(Fit.run(run, false));
            case ACCEPTED, RUNNING -> ToolResult.of(run.toAccepted());
        };
    }

    private static ToolResult succeeded(Run run) {
        Json output = run.toJson(false).get("output");
        Json.Obj result = output instanceof Json.Obj object
                ? object
                : Json.object()
                        .put("result", output == null ? Json.Null.NULL : output)
                        .build();
        return ToolResult.of(Fit.isTooLarge(result) ? Fit.run(run, false) : result);
    }

    private static ToolResult failed(Run run, String requestId) {
        String status = run.status().wireName();
        Json.Obj error = run.toJson(false).get("error") instanceof Json.Obj given
                ? given
                : Json.object()
                        .put("code", status.toUpperCase(Locale.ROOT))
                        .put("message", "The run ended without an output: it is " + status + ".")
                        .build();
        Json.Obj body = Json.object()
                .putIf("error", error.get("message"))
                .putIf("code", error.get("code"))
                .put("requestId", requestId)
                .put("runId", run.id().value())
                .put("status", status)
                .putIf("nodeId", error.get("nodeId"))
                .build();
        Json.Obj shown = ToolResult.structured(body, true);
        return new ToolResult.Content(
                shown.get("content") instanceof Json.Arr content ? content : Json.EMPTY_ARRAY, body, true);
    }
}
