package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A manifest, which says the same as an OpenAPI document in fewer words, as that document. */
final class ManifestDocument {
    private static final Set<String> TOP =
            Set.of("name", "displayName", "description", "servers", "auth", "schemas", "operations", "manifest");
    private static final Set<String> OPERATION = Set.of(
            "name",
            "displayName",
            "description",
            "method",
            "path",
            "tags",
            "servers",
            "parameters",
            "body",
            "output",
            "auth");
    private static final Set<String> BODY = Set.of("contentType", "required", "schema", "description", "example");
    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH");

    private final List<BuildProblem> problems = new ArrayList<>();

    private ManifestDocument() {}

    static Json.Obj openApi(Json.Obj manifest) throws BuildRefused {
        var reader = new ManifestDocument();
        if (manifest.has("openapi") || manifest.has("swagger")) {
            // Its fields would all be faults.
            reader.fault(
                    "",
                    "This is an OpenAPI document and no manifest.",
                    "Build a connector from it as an OpenAPI document: the build says what is wrong with it.");
            throw new BuildRefused(reader.problems);
        }
        Json.Obj document = reader.document(manifest);
        if (!reader.problems.isEmpty()) {
            throw new BuildRefused(reader.problems);
        }
        return document;
    }

    private Json.Obj document(Json.Obj manifest) {
        known(manifest, TOP, "");
        String name = manifest.text("displayName") == null ? manifest.text("name") : manifest.text("displayName");
        if (name == null || name.isBlank()) {
            fault("/name", "The manifest has no name.", "Give it a 'name', as \"weather\".");
        }
        var paths = new java.util.LinkedHashMap<String, Json>();
        List<Json> operations = JsonParts.items(manifest.get("operations"));
        if (operations.isEmpty()) {
            fault("/operations", "The manifest has no operations.", "Give a list of at least one.");
        }
        for (int i = 0; i < operations.size(); i++) {
            String where = "/operations/" + i;
            if (operations.get(i) instanceof Json.Obj operation) {
                operation(operation, where, paths);
            } else {
                fault(where, "An operation is an object.", "Give it a name, a method and a path.");
            }
        }
        Json.Obj info = Json.object()
                .put("title", name == null ? "" : name)
                .putIf("description", manifest.get("description"))
                .build();
        return Json.object()
                .put("openapi", "3.1.0")
                .put("info", info)
                .putIf("servers", servers(manifest.get("servers"), "/servers"))
                .put("paths", new Json.Obj(paths))
                .put(
                        "components",
                        Json.object().put("securitySchemes", schemes(manifest)).build())
                .put("security", security(manifest.get("auth")))
                .putIf("schemas", manifest.get("schemas"))
                .build();
    }

    /** Addresses as texts, or objects of OpenAPI when they have variables. */
    private @Nullable Json servers(@Nullable Json given, String where) {
        if (given == null) {
            return null;
        }
        var servers = new ArrayList<Json>();
        for (Json one : JsonParts.items(given)) {
            if (one instanceof Json.Str url) {
                servers.add(Json.object().put("url", url).build());
            } else if (one instanceof Json.Obj server && server.text("url") != null) {
                servers.add(server);
            } else {
                fault(
                        where,
                        "A server is an address, or an object with a 'url'.",
                        "Write \"https://api.example.com\".");
            }
        }
        if (servers.isEmpty()) {
            fault(where, "'servers' is a list of addresses.", "Write [\"https://api.example.com\"].");
        }
        return Json.array(servers);
    }

    private Json schemes(Json.Obj manifest) {
        Json auth = manifest.get("auth");
        if (auth != null && !(auth instanceof Json.Obj)) {
            fault(
                    "/auth",
                    "'auth' is an object of schemes by name.",
                    "Write {\"key\": {\"type\": \"http\", \"scheme\": \"bearer\"}}.");
        }
        return JsonParts.object(auth);
    }

    /** Each scheme is an alternative, unless an operation says which. */
    private static Json security(@Nullable Json auth) {
        return Json.array(JsonParts.object(auth).fields().keySet().stream()
                .map(name -> Json.object().put(name, Json.EMPTY_ARRAY).build())
                .toList());
    }

    private void operation(Json.Obj operation, String where, java.util.Map<String, Json> paths) {
        known(operation, OPERATION, where);
        String name = operation.text("name");
        String method = String.valueOf(operation.text("method")).toUpperCase(Locale.ROOT);
        String path = operation.text("path");
        if (name == null || name.isBlank()) {
            fault(where + "/name", "The operation has no name.", "Give it one, as \"get_weather\".");
        }
        if (!METHODS.contains(method)) {
            fault(where + "/method", "The method is none that can be sent.", "Use one of " + sorted(METHODS) + ".");
        }
        if (path == null || !path.startsWith("/")) {
            fault(where + "/path", "The operation has no path that begins with /.", "Write \"/weather/{city}\".");
            return;
        }
        Json.Obj item = JsonParts.object(paths.get(path));
        String key = method.toLowerCase(Locale.ROOT);
        if (item.has(key)) {
            fault(where, "Another operation has the same method and path.", "Leave one of them out.");
        }
        paths.put(path, item.with(key, one(operation, where)));
    }

    private Json.Obj one(Json.Obj operation, String where) {
        var made = Json.object()
                .putIf("operationId", operation.get("name"))
                .putIf("summary", operation.get("displayName"))
                .putIf("description", operation.get("description"))
                .putIf("tags", operation.get("tags"))
                .putIf("servers", servers(operation.get("servers"), where + "/servers"))
                .putIf("parameters", parameters(operation, where));
        if (operation.get("body") instanceof Json.Obj body) {
            made.put("requestBody", body(body, where + "/body"));
        }
        Json output = operation.get("output");
        Json.Obj reply = output == null
                ? Json.object().put("description", "").build()
                : Json.object()
                        .put("description", "")
                        .put(
                                "content",
                                Json.object()
                                        .put(
                                                "application/json",
                                                Json.object()
                                                        .put("schema", output)
                                                        .build())
                                        .build())
                        .build();
        made.put("responses", Json.object().put("200", reply).build());
        if (operation.get("auth") instanceof Json.Arr names) {
            made.put(
                    "security",
                    Json.array(JsonParts.strings(names).stream()
                            .map(scheme ->
                                    Json.object().put(scheme, Json.EMPTY_ARRAY).build())
                            .toList()));
        }
        return made.build();
    }

    private Json.Obj body(Json.Obj body, String where) {
        known(body, BODY, where);
        String type = body.text("contentType");
        Json schema = body.get("schema");
        Json.Obj media = Json.object()
                .put("schema", schema == null ? Json.EMPTY_OBJECT : schema)
                .putIf("example", body.get("example"))
                .build();
        return Json.object()
                .put("required", body.get("required") != Json.Bool.FALSE)
                .putIf("description", body.get("description"))
                .put(
                        "content",
                        Json.object()
                                .put(type == null ? "application/json" : type, media)
                                .build())
                .build();
    }

    private @Nullable Json parameters(Json.Obj operation, String where) {
        Json given = operation.get("parameters");
        if (given != null && !(given instanceof Json.Arr)) {
            fault(where + "/parameters", "'parameters' is a list.", "Write [{\"name\": \"city\", \"in\": \"path\"}].");
        }
        return given;
    }

    private void known(Json.Obj object, Set<String> fields, String where) {
        for (String field : object.fields().keySet()) {
            if (!fields.contains(field)) {
                fault(Refs.pointer(where, field), "There is no such field.", "Known are " + sorted(fields) + ".");
            }
        }
    }

    private static String sorted(Set<String> words) {
        return String.join(", ", new TreeSet<>(words));
    }

    private void fault(String path, String message, String mend) {
        problems.add(BuildProblem.error(path, message, mend));
    }
}
