package dev.triggo.mcp.tools;

import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.Shelf;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** What nodes can talk to. */
record ListConnectors(Connectors connectors) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.LIST_CONNECTORS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        Shelf shelf = connectors.of(call.caller().workspace());
        return ToolResult.of(Fit.page(
                Arguments.limit(call),
                limit -> shelf.page(call.optionalText("query"), call.optionalText("cursor"), limit)));
    }
}
