package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.Locale;

/**
 * Where a field of the input goes.
 *
 * @param field its name in the input
 * @param name its name in the request
 * @param style how lists and objects are written, as OpenAPI names it
 * @param explode as OpenAPI means it
 * @param json the value is sent as JSON text
 * @param mediaType what a part of a multipart form says that it is; empty for what its value is
 */
public record ParameterPlan(
        String field, String name, Place place, String style, boolean explode, boolean json, String mediaType) {
    public ParameterPlan(String field, String name, Place place, String style, boolean explode, boolean json) {
        this(field, name, place, style, explode, json, "");
    }

    /** Parts of a request, in the order in which names are given. */
    public enum Place {
        PATH,
        QUERY,
        HEADER,
        COOKIE,
        BODY,
        /** A variable of the server's address. */
        SERVER;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    Json.Obj toJson() {
        var made = Json.object().put("field", field).put("name", name).put("in", place.word());
        if (!style.isEmpty()) {
            made.put("style", style).put("explode", explode);
        }
        if (json) {
            made.put("json", true);
        }
        return (mediaType.isEmpty() ? made : made.put("mediaType", mediaType)).build();
    }

    static ParameterPlan of(Json.Obj json) {
        return new ParameterPlan(
                String.valueOf(json.text("field")),
                String.valueOf(json.text("name")),
                Place.valueOf(String.valueOf(json.text("in")).toUpperCase(Locale.ROOT)),
                json.text("style") instanceof String style ? style : "",
                json.get("explode") == Json.Bool.TRUE,
                json.get("json") == Json.Bool.TRUE,
                json.text("mediaType") instanceof String type ? type : "");
    }
}
