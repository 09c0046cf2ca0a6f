package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What comes of a tool call. */
public sealed interface ToolResult {
    /** The usual result: structured, and the same JSON as text for hosts that read only text. */
    record Structured(Json.Obj value) implements ToolResult {}

    /** Content in the protocol's own shapes: text, images, resources. */
    record Content(Json.Arr content, @Nullable Json structured, boolean isError) implements ToolResult {}

    /** The work goes on as a task; only for callers who declared that they understand tasks. */
    record Task(Json.Obj task) implements ToolResult {}

    static ToolResult of(Json.Obj value) {
        return new Structured(value);
    }

    /** The result object of {@code tools/call}. */
    default Json.Obj toJson() {
        return switch (this) {
            case Structured structured -> structured(structured.value(), false);
            case Content content ->
                Json.object()
                        .put("content", content.content())
                        .putIf("structuredContent", content.structured())
                        .putIf("isError", content.isError() ? Json.Bool.TRUE : null)
                        .build();
            case Task task -> task.task().with("resultType", Json.of("task"));
        };
    }

    /** A structured result; an error's structure is the body that every door answers with. */
    static Json.Obj structured(Json.Obj value, boolean isError) {
        return Json.object()
                .put("content", Json.array(List.of(text(VisibleText.of(value)))))
                .put("structuredContent", value)
                .putIf("isError", isError ? Json.Bool.TRUE : null)
                .build();
    }

    static Json.Obj text(String text) {
        return Json.object().put("type", "text").put("text", text).build();
    }
}
