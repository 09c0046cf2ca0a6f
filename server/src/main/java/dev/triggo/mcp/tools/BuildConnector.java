package dev.triggo.mcp.tools;

import dev.triggo.connectors.ConnectorBuilds;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** Starts to make a connector of a document. */
record BuildConnector(ConnectorBuilds builds) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.BUILD_CONNECTOR.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        return ToolResult.of(
                builds.build(call.caller().workspace(), call.caller().person(), call.arguments()));
    }
}
