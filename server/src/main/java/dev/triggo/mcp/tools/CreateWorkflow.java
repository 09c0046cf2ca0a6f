package dev.triggo.mcp.tools;

import dev.triggo.library.Library;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Saves a new draft. */
record CreateWorkflow(Library library) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.CREATE_WORKFLOW.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(Fit.workflow(library.create(
                call.caller().workspace(),
                call.text("name"),
                call.optionalText("description"),
                call.arguments().get("definition"),
                call.caller().person())));
    }
}
