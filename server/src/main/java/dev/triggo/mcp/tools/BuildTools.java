package dev.triggo.mcp.tools;

import dev.triggo.connectors.builds.ConnectorBuilds;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;

/** The tools that make connectors of documents. */
final class BuildTools {
    private BuildTools() {}

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
}
