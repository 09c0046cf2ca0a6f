package dev.triggo.mcp.tools;

import dev.triggo.access.Scope;
import dev.triggo.connectors.Connectors;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.nodes.KindGuide;

/** What a connector can do, and which kinds of node there are. */
record GetConnectorOperations(Connectors connectors, KindGuide kinds) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_CONNECTOR_OPERATIONS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        String connector = call.text("connector");
        if (connector.equals(KindGuide.CONNECTOR)) {
            return ToolResult.of(kinds.toOperations());
        }
        call.caller().require(Scope.CONNECTORS_READ);
        WorkspaceId workspace = call.caller().workspace();
        Json.Obj told = Fit.operations(connectors.of(workspace).require(connector));
        return ToolResult.of(connectors.withConnections(told, workspace, connector));
    }
}
