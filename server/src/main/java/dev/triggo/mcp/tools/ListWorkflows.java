package dev.triggo.mcp.tools;

import dev.triggo.library.Library;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Workflows, drafts included. */
record ListWorkflows(Library library) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.LIST_WORKFLOWS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(Fit.page(
                Arguments.limit(call),
                limit -> library.list(
                                call.caller().workspace(), call.optionalText("status"), Arguments.page(call, limit))
                        .toJson()));
    }
}
