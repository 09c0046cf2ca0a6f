package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.UnknownNames;
import dev.triggo.schema.JsonSchema;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is told of a tool, and what it takes to call it. Immutable; the schema is compiled when it is first needed. */
public final class ToolDefinition {
    /** What a tool does to the world, for the host that decides whether to ask its user. */
    public record Hints(boolean readOnly, boolean destructive, boolean idempotent, boolean openWorld) {
        Json.Obj toJson() {
            return Json.object()
                    .put("readOnlyHint", readOnly)
                    .put("destructiveHint", destructive)
                    .put("idempotentHint", idempotent)
                    .put("openWorldHint", openWorld)
                    .build();
        }
    }

    /**
     * @param scopes that a caller must have, all of them
     * @param actionGrant lets a caller through who is limited to single actions; the tool then decides by the slug
     * @param instead any of these lets a caller through too; the tool then decides by what is asked of it
     */
    public record Access(Set<Scope> scopes, boolean actionGrant, Set<Scope> instead) {
        void admit(Caller caller) {
            if (instead.stream().anyMatch(caller.grants()::has)) {
                return;
            }
            if (!actionGrant || caller.grants().actions().isEmpty()) {
                caller.require(scopes.toArray(Scope[]::new));
            }
        }
    }

    private final String name;
    private final Access access;
    private final Json.Obj inputSchema;
    private final Json.Obj descriptor;
    private final Map<String, List<String>> mirrored;
    private volatile @Nullable JsonSchema compiled;

    /**
     * @param inputSchema JSON Schema 2020-12 of the arguments, an object
     * @param outputSchema of {@code structuredContent} when the call succeeds; null when it is not told
     */
    public ToolDefinition(
            String name,
            String title,
            String description,
            Json.Obj inputSchema,
            Json.@Nullable Obj outputSchema,
            Hints hints,
            Access access) {
        this.name = name;
        this.access = access;
        this.inputSchema = inputSchema;
        this.mirrored = mirrored(inputSchema);
        this.descriptor = Json.object()
                .put("name", name)
                .put("title", title)
                .put("description", description)
                .put("inputSchema", inputSchema)
                .putIf("outputSchema", outputSchema)
                .put("annotations", hints.toJson())
                .build();
    }

    public String name() {
        return name;
    }

    Access access() {
        return access;
    }

    /** The tool's entry in {@code tools/list}. */
    public Json.Obj descriptor() {
        return descriptor;
    }

    JsonSchema input() {
        JsonSchema schema = compiled;
        if (schema == null) {
            schema = JsonSchema.compile(inputSchema);
            compiled = schema;
        }
        return schema;
    }

    /** Arguments that it does not take. */
    UnknownNames unknown(Json.Obj given) {
        boolean closed = inputSchema.get("additionalProperties") == Json.Bool.FALSE;
        Set<String> taken = inputSchema.get("properties") instanceof Json.Obj properties
                ? properties.fields().keySet()
                : Set.of();
        return UnknownNames.in(
                "the arguments of " + name, closed ? given.fields().keySet() : Set.of(), taken);
    }

    /** Arguments that modern clients repeat in a header, by the header's suffix: {@code x-mcp-header} in the schema. */
    Map<String, List<String>> mirrored() {
        return mirrored;
    }

    private static Map<String, List<String>> mirrored(Json.Obj schema) {
        var found = new LinkedHashMap<String, List<String>>();
        collect(schema, List.of(), found);
        return Map.copyOf(found);
    }

    private static void collect(Json.Obj schema, List<String> path, Map<String, List<String>> found) {
        String suffix = schema.text("x-mcp-header");
        if (suffix != null) {
            found.put(suffix, path);
        }
        if (schema.get("properties") instanceof Json.Obj properties) {
            properties.fields().forEach((name, property) -> {
                if (property instanceof Json.Obj inner) {
                    var longer = new java.util.ArrayList<>(path);
                    longer.add(name);
                    collect(inner, List.copyOf(longer), found);
                }
            });
        }
    }
}
