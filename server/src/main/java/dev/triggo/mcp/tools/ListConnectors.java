package dev.triggo.mcp.tools;

import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Connectors;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.mcp.McpTool;
import dev.triggo.mcp.ToolCall;
import dev.triggo.mcp.ToolDefinition;
import dev.triggo.mcp.ToolResult;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What nodes can talk to. */
record ListConnectors(Connectors connectors) implements McpTool {
    @Override
    public ToolDefinition definition() {
        return ToolTable.LIST_CONNECTORS.definition();
    }

    @Override
    public ToolResult call(ToolCall call) {
        String query = call.optionalText("query");
        String[] words = query == null
                ? new String[0]
                : query.strip().toLowerCase(Locale.ROOT).split("\\s+");
        List<ConnectorInfo> found = connectors.list().stream()
                .filter(connector -> Stream.of(words).allMatch(text(connector)::contains))
                .toList();
        int from = start(found, call);
        return ToolResult.of(Fit.page(call.integer("limit", 20), limit -> {
            int to = Math.min(found.size(), from + limit);
            return Json.object()
                    .put(
                            "connectors",
                            Json.array(found.subList(from, to).stream()
                                    .map(ConnectorInfo::summary)
                                    .toList()))
                    .put(
                            "nextCursor",
                            to < found.size() ? Json.of(found.get(to - 1).name()) : Json.Null.NULL)
                    .build();
        }));
    }

    private static String text(ConnectorInfo connector) {
        return (connector.name() + " " + connector.displayName() + " " + connector.description())
                .toLowerCase(Locale.ROOT);
    }

    private static int start(List<ConnectorInfo> found, ToolCall call) {
        String cursor = call.optionalText("cursor");
        if (cursor == null) {
            return 0;
        }
        int last = found.stream().map(ConnectorInfo::name).toList().indexOf(cursor);
        if (last < 0) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The cursor is not one of this list. Start without it.");
        }
        return last + 1;
    }
}
