package dev.triggo.mcp.tools;

import dev.triggo.actions.Invocations;
import dev.triggo.kernel.RunId;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.Run;

/** A run as it is, or once it has ended. */
record GetRunStatus(Invocations invocations) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_RUN_STATUS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        Run run = invocations.run(
                call.caller(), new RunId(call.text("runId")), Arguments.wait(call), Arguments.progress(call));
        return ToolResult.of(Fit.run(run, call.flag("includeSteps")));
    }
}
