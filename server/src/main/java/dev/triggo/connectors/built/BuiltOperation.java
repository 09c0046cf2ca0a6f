package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An operation of a document, ready to be called. It can be kept as JSON and read again.
 *
 * @param origin method and path as the document has them: what it is known by when the connector is built again
 * @param reads it changes nothing
 * @param servers addresses of its own, which go before the connector's; mostly none
 * @param alternatives of schemes, by their names: the first that the credential has is used; empty for an open one
 * @param example {@code {input, output}}
 * @param statuses what the document says of statuses that are no success
 */
public record BuiltOperation(
        Texts texts,
        String origin,
        boolean reads,
        List<String> servers,
        List<ParameterPlan> parameters,
        @Nullable BodyPlan body,
        List<List<String>> alternatives,
        Schemas schemas,
        Map<String, String> statuses) {
    /** What it is called. */
    public record Texts(String name, String displayName, String description) {}

    /** What it takes and gives. */
    public record Schemas(Json.Obj input, Json.Obj output, Json.Obj example) {}

    /** The name that workflows use. */
    public String name() {
        return texts.name();
    }

    public String method() {
        return origin.substring(0, origin.indexOf(' '));
    }

    public String path() {
        return origin.substring(origin.indexOf(' ') + 1);
    }

    /** All of it as JSON. */
    public Json.Obj toJson() {
        var said = Json.object();
        statuses.forEach(said::put);
        return Json.object()
                .put("name", texts.name())
                .put("displayName", texts.displayName())
                .put("description", texts.description())
                .put("origin", origin)
                .put("reads", reads)
                .put("servers", Json.strings(servers))
                .put(
                        "parameters",
                        Json.array(
                                parameters.stream().map(ParameterPlan::toJson).toList()))
                .putIf("body", body == null ? null : body.toJson())
                .put(
                        "alternatives",
                        Json.array(alternatives.stream().map(Json::strings).toList()))
                .put("inputSchema", schemas.input())
                .put("outputSchema", schemas.output())
                .put("example", schemas.example())
                .put("statuses", said.build())
                .build();
    }

    /** What {@link #toJson} gave. */
    public static BuiltOperation of(Json.Obj json) {
        var parameters = new ArrayList<ParameterPlan>();
        JsonParts.items(json.get("parameters")).forEach(one -> parameters.add(ParameterPlan.of((Json.Obj) one)));
        var alternatives = new ArrayList<List<String>>();
        JsonParts.items(json.get("alternatives")).forEach(one -> alternatives.add(JsonParts.strings(one)));
        var statuses = new LinkedHashMap<String, String>();
        JsonParts.object(json.get("statuses"))
                .fields()
                .forEach((status, text) -> statuses.put(status, ((Json.Str) text).value()));
        return new BuiltOperation(
                new Texts(text(json, "name"), text(json, "displayName"), text(json, "description")),
                text(json, "origin"),
                json.get("reads") == Json.Bool.TRUE,
                JsonParts.strings(json.get("servers")),
                parameters,
                json.get("body") instanceof Json.Obj body ? BodyPlan.of(body) : null,
                alternatives,
                new Schemas(
                        JsonParts.object(json.get("inputSchema")),
                        JsonParts.object(json.get("outputSchema")),
                        JsonParts.object(json.get("example"))),
                statuses);
    }

    private static String text(Json.Obj json, String name) {
        String text = json.text(name);
        return text == null ? "" : text;
    }
}
