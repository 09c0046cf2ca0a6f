package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.library.Library;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** The address of a canvas. */
record OpenWorkflow(Library library, String publicUrl) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.OPEN_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        WorkflowId id = library.head(call.caller().workspace(), Arguments.workflow(call))
                .id();
        return ToolResult.of(
                Json.object().put("url", publicUrl + "/workflows/" + id).build());
    }
}
