package dev.triggo.mcp.tools;

import dev.triggo.connectors.ConnectorBuilds;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** How a build stands. */
record GetBuildStatus(ConnectorBuilds builds) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_BUILD_STATUS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        String id = call.text("buildId");
        return ToolResult.of(Fit.build(builds.status(call.caller().workspace(), id), id));
    }
}
