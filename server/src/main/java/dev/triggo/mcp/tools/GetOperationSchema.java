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

/** What an operation, or a kind of node, takes and gives. */
record GetOperationSchema(Connectors connectors, KindGuide kinds) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.GET_OPERATION_SCHEMA.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        String connector = call.text("connector");
        String operation = call.text("operation");
        if (connector.equals(KindGuide.CONNECTOR)) {
            return ToolResult.of(kinds.toOperation(operation));
        }
        call.caller().require(Scope.CONNECTORS_READ);
        WorkspaceId workspace = call.caller().workspace();
        Json.Obj told = Fit.operation(connectors.of(workspace).requireOperation(connector, operation));
        return ToolResult.of(connectors.withConnections(told, workspace, connector));
    }
}
