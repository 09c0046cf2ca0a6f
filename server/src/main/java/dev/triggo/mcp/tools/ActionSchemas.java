package dev.triggo.mcp.tools;

import static dev.triggo.mcp.tools.Schemas.need;
import static dev.triggo.mcp.tools.Schemas.object;
import static dev.triggo.mcp.tools.Schemas.text;
import static dev.triggo.mcp.tools.Schemas.type;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/** The schemas of published actions in the form that the protocol asks of tools: at the root an object. */
final class ActionSchemas {
    static final Json.Obj ANY_OBJECT = type("object");

    /** The keyword by which a schema asks clients to repeat an argument in a header; not for authors of workflows. */
    private static final String HEADER = "x-mcp-header";

    private static final Json.Obj RUN = object(need("runId", text()), need("status", text()));
    private static final Json.Obj ERROR = object(need("error", text()), need("code", text()));

    private ActionSchemas() {}

    static Json.Obj input(Json.Obj schema) {
        return withoutHeaders(schema).with("type", Json.of("object"));
    }

    private static Json.Obj withoutHeaders(Json.Obj schema) {
        Json.Obj plain = schema.without(HEADER);
        if (plain.get("properties") instanceof Json.Obj properties) {
            Json.Obj cleaned = properties;
            for (String name : properties.fields().keySet()) {
                if (properties.get(name) instanceof Json.Obj property) {
                    cleaned = cleaned.with(name, withoutHeaders(property));
                }
            }
            plain = plain.with("properties", cleaned);
        }
        return plain;
    }

    /**
     * What a result may be: the output that the action declares, a run that goes on, or an error. All three are told,
     * because there are clients that hold errors against the schema too, and throw away what does not fit.
     *
     * @return null where the action declares nothing, or refers to places that would move
     */
    static Json.@Nullable Obj output(Json.@Nullable Obj declared) {
        if (declared == null || refers(declared)) {
            return null;
        }
        var shapes = new ArrayList<Json>();
        shapes.add(declared);
        if (!Json.of("object").equals(declared.get("type"))) {
            shapes.add(object(need("result", declared)));
        }
        shapes.add(RUN);
        shapes.add(ERROR);
        return ANY_OBJECT.with("anyOf", Json.array(shapes));
    }

    private static boolean refers(Json schema) {
        return switch (schema) {
            case Json.Obj object ->
                object.fields().entrySet().stream()
                        .anyMatch(field -> field.getKey().startsWith("$") || refers(field.getValue()));
            case Json.Arr array -> array.items().stream().anyMatch(ActionSchemas::refers);
            case Json.Str text -> false;
            case Json.Num number -> false;
            case Json.Bool flag -> false;
            case Json.Null nothing -> false;
        };
    }
}
