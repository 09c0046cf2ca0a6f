package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;

/** A tool in a line or two, for tests of the engine. */
record Fixture(ToolDefinition definition, Body body) implements McpTool {
    interface Body {
        ToolResult call(ToolCall call) throws InterruptedException;
    }

    static final Json.Obj NOTHING = Json.object()
            .put("type", "object")
            .put("properties", Json.EMPTY_OBJECT)
            .put("additionalProperties", false)
            .build();

    static Fixture of(String name, Body body) {
        return of(name, NOTHING, body);
    }

    static Fixture of(String name, Json.Obj inputSchema, Body body) {
        return new Fixture(
                new ToolDefinition(
                        name,
                        name,
                        "Fixture " + name,
                        inputSchema,
                        null,
                        new ToolDefinition.Hints(true, false, true, false),
                        new ToolDefinition.Access(Set.of(), true, Set.of())),
                body);
    }

    static Json.Obj schema(String json) {
        return (Json.Obj) Json.parse(json);
    }

    static ToolResult text(String text) {
        return new ToolResult.Content(Json.array(List.of(ToolResult.text(text))), null, false);
    }

    @Override
    public ToolResult call(ToolCall call) throws InterruptedException {
        return body.call(call);
    }
}
