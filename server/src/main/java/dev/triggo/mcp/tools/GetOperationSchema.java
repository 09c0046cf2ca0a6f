package dev.triggo.mcp.tools;

import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
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
        OperationInfo operation = Arguments.connector(connectors, call).operation(call.text("operation"));
        if (operation == null) {
            throw Problem.of(
                    ProblemCode.NOT_FOUND,
                    "The connector has no operation of this name; get_connector_operations lists them.");
        }
        return ToolResult.of(operation.schema());
    }
}
