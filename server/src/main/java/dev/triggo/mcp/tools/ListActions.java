package dev.triggo.mcp.tools;

import dev.triggo.actions.Actions;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** What can be called, a page at a time. */
record ListActions(Actions actions) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.LIST_ACTIONS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(Fit.page(
                Arguments.limit(call),
                limit ->
                        actions.list(call.caller(), Arguments.page(call, limit)).toJson()));
    }
}
