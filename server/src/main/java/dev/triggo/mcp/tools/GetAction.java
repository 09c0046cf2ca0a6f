package dev.triggo.mcp.tools;

import dev.triggo.actions.Actions;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** One action with its schema and examples. */
record GetAction(Actions actions) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_ACTION.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(Fit.action(actions.get(call.caller(), call.text("slug"))));
    }
}
