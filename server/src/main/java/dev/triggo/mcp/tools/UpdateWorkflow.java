package dev.triggo.mcp.tools;

import dev.triggo.library.Library;
import dev.triggo.library.WorkflowChange;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Changes a draft. */
record UpdateWorkflow(Library library) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.UPDATE_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        var change = new WorkflowChange(
                call.caller().person(),
                Arguments.expectedRevision(call),
                call.optionalText("name"),
                call.optionalText("description"),
                call.arguments().get("definition"));
        return ToolResult.of(Fit.workflow(library.update(call.caller().workspace(), Arguments.workflow(call), change)));
    }
}
