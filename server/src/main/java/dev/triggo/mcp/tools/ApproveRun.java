package dev.triggo.mcp.tools;

import dev.triggo.approvals.Answer;
import dev.triggo.approvals.Approvals;
import dev.triggo.kernel.RunId;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Hands in what a person has decided on what a run waits for. */
record ApproveRun(Approvals approvals) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.APPROVE_RUN.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        Answer answer = Answer.of(call.text("decision"), call.optionalText("comment"), call.optionalText("approvalId"));
        return ToolResult.of(Fit.run(approvals.decide(call.caller(), new RunId(call.text("runId")), answer), false));
    }
}
