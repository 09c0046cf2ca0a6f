package dev.triggo.mcp.tools;

import dev.triggo.actions.Publishing;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Deletes a workflow; its runs stay. */
record DeleteWorkflow(Publishing publishing) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.DELETE_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        publishing.delete(call.caller(), Arguments.workflow(call));
        return ToolResult.of(Json.object().put("deleted", true).build());
    }
}
