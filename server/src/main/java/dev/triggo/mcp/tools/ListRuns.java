package dev.triggo.mcp.tools;

import dev.triggo.actions.Invocations;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Source;

/** Runs, newest first. */
record ListRuns(Invocations invocations) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.LIST_RUNS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        String status = call.optionalText("status");
        String source = call.optionalText("source");
        return ToolResult.of(Fit.page(
                Arguments.limit(call),
                limit -> invocations
                        .runs(
                                call.caller(),
                                new RunHistory.Filter(
                                        call.optionalText("action"),
                                        status == null
                                                ? null
                                                : RunStatus.of(status).orElse(null),
                                        source == null
                                                ? null
                                                : Source.of(source).orElse(null),
                                        call.arguments().get("needsApproval") instanceof Json.Bool needs
                                                ? needs == Json.Bool.TRUE
                                                : null,
                                        call.optionalText("correlationId"),
                                        call.optionalText("cursor"),
                                        limit))
                        .toJson()));
    }
}
