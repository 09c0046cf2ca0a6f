package dev.triggo.mcp.tools;

import dev.triggo.connectors.Connectors;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** What an operation takes and gives. */
record GetOperationSchema(Connectors connectors) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_OPERATION_SCHEMA.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(
                Fit.operation(connectors.requireOperation(call.text("connector"), call.text("operation"))));
    }
}
