package dev.triggo.mcp.tools;

import dev.triggo.connectors.ConnectorBuilds;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** What is wrong with a connector. */
record ValidateConnector(ConnectorBuilds builds) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.VALIDATE_CONNECTOR.definition();
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        return ToolResult.of(Fit.problems(builds.validate(call.caller().workspace(), call.arguments())));
    }
}
