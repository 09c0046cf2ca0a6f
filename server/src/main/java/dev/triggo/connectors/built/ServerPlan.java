package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a connector calls: addresses with {@code {variables}}, and what these may be.
 *
 * @param urls the first is used unless somebody chooses
 */
public record ServerPlan(List<String> urls, Map<String, Variable> variables) {
    /** The name under which one of several addresses is chosen. */
    public static final String CHOICE = "server";

    /** Stands for an address that the document does not tell. */
    public static final String BASE = "base_url";

    public ServerPlan {
        urls = List.copyOf(urls);
    }

    /**
     * A part of an address that is told later.
     *
     * @param otherwise what counts when nothing is given; null when something must be
     * @param options what it may be; empty for any text
     */
    public record Variable(@Nullable String otherwise, List<String> options, String description) {}

    /** The field that tells a variable, in a connection or an input. */
    public static String field(String variable) {
        return variable.equals(BASE) ? BASE : CHOICE + "_" + Names.snake(variable, "part");
    }

    /** What has to be told to know the address, with what it may be. */
    public List<AuthPlan.Field> fields() {
        var fields = new ArrayList<AuthPlan.Field>();
        if (urls.size() > 1) {
            fields.add(new AuthPlan.Field(
                    CHOICE,
                    "Server",
                    "Which address to call; " + urls.getFirst() + " when none is chosen.",
                    false,
                    false,
                    urls));
        }
        variables.forEach((name, variable) -> {
            String otherwise = variable.otherwise();
            String told = otherwise == null
                    ? variable.description()
                    : variable.description() + " Without it: " + otherwise + ".";
            fields.add(new AuthPlan.Field(
                    field(name),
                    CleanText.line("Server: " + name, 100),
                    told.strip(),
                    otherwise == null,
                    false,
                    variable.options()));
        });
        return fields;
    }

    Json.Obj toJson() {
        var all = Json.object();
        variables.forEach((name, variable) -> all.put(
                name,
                Json.object()
                        .putIf("default", variable.otherwise())
                        .put("options", Json.strings(variable.options()))
                        .put("description", variable.description())
                        .build()));
        return Json.object()
                .put("urls", Json.strings(urls))
                .put("variables", all.build())
                .build();
    }

    static ServerPlan of(Json.Obj json) {
        var variables = new LinkedHashMap<String, Variable>();
        JsonParts.object(json.get("variables")).fields().forEach((name, value) -> {
            var variable = (Json.Obj) value;
            variables.put(
                    name,
                    new Variable(
                            variable.text("default"),
                            JsonParts.strings(variable.get("options")),
                            String.valueOf(variable.text("description"))));
        });
        return new ServerPlan(new ArrayList<>(JsonParts.strings(json.get("urls"))), variables);
    }
}
