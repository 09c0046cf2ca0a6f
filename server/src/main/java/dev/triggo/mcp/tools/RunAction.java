package dev.triggo.mcp.tools;

import dev.triggo.actions.Invocation;
import dev.triggo.actions.Invocations;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.Run;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts an action, and waits for its end where that is asked for. */
record RunAction(Invocations invocations, AskedPerson person) implements McpTool {
    private static final Logger LOG = LoggerFactory.getLogger(RunAction.class);

    @Override
    public ToolDefinition definition() {
        return ToolTable.RUN_ACTION.definition();
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        Duration patience = Arguments.wait(call);
        Invocation invocation = invocation(call, patience);
        Run run;
        if (call.flag("cancelOnDisconnect")) {
            // Accepted first, so that there is a run to cancel while it is waited for.
            String begun = call.remembered("run");
            RunId accepted = begun == null
                    ? invocations
                            .invoke(call.caller(), invocation(call, Duration.ZERO), null)
                            .run()
                            .id()
                    : new RunId(begun);
            call.onCancel(() -> cancel(call, accepted));
            run = person.end(call, accepted, invocation);
        } else {
            run = person.run(call, invocation);
        }
        if (patience.isZero()) {
            return ToolResult.of(run.toAccepted());
        }
        if (run.status() == RunStatus.WAITING_FOR_APPROVAL) {
            return ToolResult.of(Fit.run(run, false));
        }
        return ToolResult.of(run.status().isFinal() ? ended(run) : run.toAccepted());
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

    private void cancel(ToolCall call, RunId run) {
        try {
            invocations.cancel(call.caller(), run);
        } catch (Problem ended) {
            LOG.debug("Run {} was not cancelled when its caller left: {}", run, ended.sentence());
        }
    }
}
