package dev.triggo.mcp.tools;

import dev.triggo.actions.Publishing;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Takes a draft live. */
record DeployWorkflow(Publishing publishing) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.DEPLOY_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(publishing
                .deploy(
                        call.caller(),
                        Arguments.workflow(call),
                        call.optionalText("slug"),
                        Arguments.expectedRevision(call))
                .toJson());
    }
}
