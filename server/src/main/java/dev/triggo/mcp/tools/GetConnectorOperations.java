package dev.triggo.mcp.tools;

import dev.triggo.connectors.Connectors;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** What a connector can do. */
record GetConnectorOperations(Connectors connectors) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_CONNECTOR_OPERATIONS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(Fit.operations(connectors.require(call.text("connector"))));
    }
}
