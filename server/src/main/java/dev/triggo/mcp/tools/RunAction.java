package dev.triggo.mcp.tools;

import dev.triggo.actions.Invocation;
import dev.triggo.actions.Invocations;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.RunProgress;
import dev.triggo.runs.Runs;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an action, and waits for its end where that is asked for. */
record RunAction(Invocations invocations) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.RUN_ACTION.definition();
    }

    private static final Logger LOG = LoggerFactory.getLogger(RunAction.class);

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        Duration patience = Arguments.wait(call);
        RunProgress progress = Arguments.progress(call);
        String key = call.optionalText("idempotencyKey");
        Runs.Accepted accepted;
        if (call.flag("cancelOnDisconnect")) {
            // Accepted first, so that there is a run to cancel; then the same request again, to wait for it.
            String known = key == null ? "mcp-" + call.requestId() : key;
            accepted = invocations.invoke(call.caller(), invocation(call, known, Duration.ZERO), null);
            RunId run = accepted.run().id();
            call.onCancel(() -> cancel(call, run));
            if (!patience.isZero()) {
                accepted = invocations.invoke(call.caller(), invocation(call, known, patience), progress);
            }
        } else {
            accepted = invocations.invoke(call.caller(), invocation(call, key, patience), progress);
        }
        boolean sawTheEnd = !patience.isZero() && accepted.run().status().isFinal();
        return ToolResult.of(
                sawTheEnd ? Fit.run(accepted.run(), false) : accepted.run().toAccepted());
    }

    private static Invocation invocation(ToolCall call, @Nullable String key, Duration patience) {
        Json input = call.arguments().get("input");
        return new Invocation(
                call.text("slug"),
                input == null ? Json.EMPTY_OBJECT : input,
                call.flag("dryRun"),
                call.optionalText("correlationId"),
                key,
                patience);
    }

    private void cancel(ToolCall call, RunId run) {
        try {
            invocations.cancel(call.caller(), run);
        } catch (Problem ended) {
            LOG.debug("Run {} was not cancelled when its caller left: {}", run, ended.sentence());
        }
    }
}
