package dev.triggo.mcp.tools;

import dev.triggo.actions.Invocation;
import dev.triggo.actions.Invocations;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.Run;
import dev.triggo.runs.RunProgress;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an action, and waits for its end where that is asked for. */
record RunAction(Invocations invocations) implements McpTool {
    private static final Logger LOG = LoggerFactory.getLogger(RunAction.class);

    @Override
    public ToolDefinition definition() {
        return ToolTable.RUN_ACTION.definition();
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        Duration patience = Arguments.wait(call);
        RunProgress progress = Arguments.progress(call);
        Run run;
        if (call.flag("cancelOnDisconnect")) {
            // Accepted first, so that there is a run to cancel while it is waited for.
            Run accepted = invocations
                    .invoke(call.caller(), invocation(call, Duration.ZERO), null)
                    .run();
            call.onCancel(() -> cancel(call, accepted));
            run = invocations.end(call.caller(), accepted, patience, progress);
        } else {
            run = invocations
                    .invoke(call.caller(), invocation(call, patience), progress)
                    .run();
        }
        boolean sawTheEnd = !patience.isZero() && run.status().isFinal();
        return ToolResult.of(sawTheEnd ? ended(run) : run.toAccepted());
    }

    /**
     * The run without its times but the first: of what a run shows, they are what may be left out, and a model pays for
     * each byte of every call. So an answer is at most 400 bytes beside its output; {@code get_run_status} has them.
     */
    private static Json.Obj ended(Run run) {
        return Fit.run(run, false).without("startedAt").without("finishedAt").without("durationMs");
    }

    private static Invocation invocation(ToolCall call, Duration patience) {
        Json input = call.arguments().get("input");
        return new Invocation(
                call.text("slug"),
                input == null ? Json.EMPTY_OBJECT : input,
                call.flag("dryRun"),
                call.optionalText("correlationId"),
                call.optionalText("idempotencyKey"),
                patience);
    }

    private void cancel(ToolCall call, Run run) {
        try {
            invocations.cancel(call.caller(), run.id());
        } catch (Problem ended) {
            LOG.debug("Run {} was not cancelled when its caller left: {}", run.id(), ended.sentence());
        }
    }
}
