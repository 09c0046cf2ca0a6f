package dev.triggo.connectors.openapi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.connectors.built.BodyPlan;
import dev.triggo.connectors.built.JsonParts;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A service on loopback that holds each request to the document that describes it: method, path, what has to be there,
 * what may not, the body against its schema, the credential. It reads the document by itself.
 */
final class EnforcingService implements AutoCloseable {
    private final HttpServer server;
    private final Json.Obj document;
    private final Refs refs;
    private final boolean swagger;
    private volatile String origin = "";
    private final List<String> faults = new ArrayList<>();
    private volatile int seen;
    private volatile MultipartText.Body arrived = new MultipartText.Body("", new byte[0]);

    EnforcingService(Json.Obj document) throws IOException {
        this.document = document;
        this.refs = new Refs(document);
        this.swagger = document.has("swagger");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + port();
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** The next request is to be this operation. */
    void expect(String methodAndPath) {
        origin = methodAndPath;
        faults.clear();
        seen = 0;
    }

    /** What was wrong with the request; also that there was none. */
    List<String> faults() {
        if (seen != 1) {
            faults.add("there were " + seen + " requests");
        }
        return List.copyOf(faults);
    }

    /** The body as it came. */
    MultipartText.Body arrived() {
        return arrived;
    }

    /** One request, taken apart. */
    private record Asked(
            Map<String, String> path, Map<String, List<String>> query, HttpExchange exchange, String body) {
        boolean hasHeader(String name) {
            return exchange.getRequestHeaders().containsKey(name);
        }

        String header(String name) {
            String value = exchange.getRequestHeaders().getFirst(name);
            return value == null ? "" : value;
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen++;
            byte[] bytes = exchange.getRequestBody().readAllBytes();
            arrived = new MultipartText.Body(exchange.getRequestHeaders().getFirst("Content-Type"), bytes);
            String body = new String(bytes, StandardCharsets.ISO_8859_1);
            byte[] said = {};
            try {
                Json.Obj operation = operation();
                hold(operation, exchange, body);
                Json reply = reply(operation);
                if (reply != null) {
                    said = reply.write().getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                }
            } catch (Refs.Broken | RuntimeException bug) {
                faults.add("the check itself failed: " + bug);
            }
            boolean none = said.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(faults.isEmpty() ? 200 : 422, none ? -1 : said.length);
            if (!none) {
                exchange.getResponseBody().write(said);
            }
        }
    }

    private Json.Obj item() throws Refs.Broken {
        String path = origin.substring(origin.indexOf(' ') + 1);
        return JsonParts.object(
                refs.object(JsonParts.object(document.get("paths")).get(path)));
    }

    private Json.Obj operation() throws Refs.Broken {
        String method = origin.substring(0, origin.indexOf(' ')).toLowerCase(Locale.ROOT);
        return JsonParts.object(item().get(method));
    }

    private void hold(Json.Obj operation, HttpExchange exchange, String body) throws Refs.Broken {
        String method = origin.substring(0, origin.indexOf(' '));
        String template = origin.substring(origin.indexOf(' ') + 1).split("#", 2)[0];
        if (!exchange.getRequestMethod().equals(method)) {
            faults.add("method " + exchange.getRequestMethod());
        }
        String raw = exchange.getRequestURI().getRawPath();
        Map<String, String> path = path(template.split("\\?", 2)[0], raw);
        if (path == null) {
            faults.add("the path " + raw + " is not " + template);
            return;
        }
        var asked = new Asked(path, pairs(exchange.getRequestURI().getRawQuery()), exchange, body);
        if (template.contains("?")) {
            pairs(template.substring(template.indexOf('?') + 1)).keySet().forEach(asked.query()::remove);
        }
        List<String> keys = authenticate(operation, asked);
        parameters(operation, asked, keys);
        body(operation, asked);
    }

    private static Map<String, String> path(String template, String raw) {
        var names = new ArrayList<String>();
        var regex = new StringBuilder();
        Matcher holes = Pattern.compile("\\{([^{}/]+)\\}").matcher(template);
        int from = 0;
        while (holes.find()) {
            regex.append(Pattern.quote(template.substring(from, holes.start()))).append("([^/]+)");
            names.add(holes.group(1));
            from = holes.end();
        }
        regex.append(Pattern.quote(template.substring(from)));
        Matcher found = Pattern.compile(regex.toString()).matcher(raw);
        if (!found.matches()) {
            return null;
        }
        var path = new LinkedHashMap<String, String>();
        for (int i = 0; i < names.size(); i++) {
            path.put(names.get(i), decoded(found.group(i + 1)));
        }
        return path;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    private static Map<String, List<String>> pairs(String raw) {
        var pairs = new LinkedHashMap<String, List<String>>();
        if (raw != null && !raw.isEmpty()) {
            for (String pair : raw.split("&", -1)) {
                String[] parts = pair.split("=", 2);
                pairs.computeIfAbsent(decoded(parts[0]), name -> new ArrayList<>())
                        .add(parts.length > 1 ? decoded(parts[1]) : "");
            }
        }
        return pairs;
    }

    private List<String> authenticate(Json.Obj operation, Asked asked) throws Refs.Broken {
        Json given = operation.get("security") == null ? document.get("security") : operation.get("security");
        List<Json> alternatives = JsonParts.items(given);
        Json declared = swagger
                ? document.get("securityDefinitions")
                : JsonParts.object(document.get("components")).get("securitySchemes");
        var keys = new ArrayList<String>();
        boolean let = alternatives.isEmpty();
        for (Json alternative : alternatives) {
            boolean all = true;
            for (String name : JsonParts.object(alternative).fields().keySet()) {
                Json.Obj scheme =
                        JsonParts.object(refs.object(JsonParts.object(declared).get(name)));
                String key = String.valueOf(scheme.text("name"));
                boolean there;
                if ("apiKey".equals(scheme.text("type"))) {
                    there = switch (String.valueOf(scheme.text("in"))) {
                        case "query" -> asked.query().containsKey(key);
                        case "cookie" -> asked.header("Cookie").contains(key + "=");
                        default -> asked.hasHeader(key);
                    };
                    keys.add(key);
                } else {
                    boolean basic = "basic".equals(scheme.text("type"))
                            || "basic".equalsIgnoreCase(String.valueOf(scheme.text("scheme")));
                    there = asked.header("Authorization").startsWith(basic ? "Basic " : "Bearer ");
                }
                all &= there;
            }
            let |= all;
        }
        if (!let) {
            faults.add("no credential");
        }
        return keys;
    }

    private List<Json.Obj> declared(Json.Obj operation) throws Refs.Broken {
        Map<String, Json.Obj> all = new LinkedHashMap<>();
        for (Json.Obj from : List.of(item(), operation)) {
            for (Json one : JsonParts.items(from.get("parameters"))) {
                Json.Obj parameter = JsonParts.object(refs.object(one));
                all.put(parameter.text("in") + " " + parameter.text("name"), parameter);
            }
        }
        return List.copyOf(all.values());
    }

    private void parameters(Json.Obj operation, Asked asked, List<String> keys) throws Refs.Broken {
        var known = new ArrayList<>(keys);
        boolean loose = false;
        for (Json.Obj parameter : declared(operation)) {
            String name = String.valueOf(parameter.text("name"));
            Json schema = swagger ? parameter : parameter.get("schema");
            Json.Obj shape = JsonParts.object(schema == null ? null : refs.object(schema));
            known.add(name);
            loose |= "object".equals(shape.text("type"))
                    || shape.has("allOf")
                    || shape.has("anyOf")
                    || shape.has("oneOf");
            boolean needed = parameter.get("required") == Json.Bool.TRUE;
            switch (String.valueOf(parameter.text("in"))) {
                case "path" -> scalar(name, shape, plain(parameter, asked.path().get(name)));
                case "query" -> {
                    List<String> values = asked.query().get(name);
                    boolean there = values != null
                            || asked.query().keySet().stream().anyMatch(key -> key.startsWith(name + "["));
                    if (needed && !there && !"object".equals(shape.text("type"))) {
                        faults.add("query " + name + " is missing");
                    } else if (values != null && values.size() == 1) {
                        scalar(name, shape, values.getFirst());
                    }
                }
                case "header" -> {
                    if (needed && !asked.hasHeader(name)) {
                        faults.add("header " + name + " is missing");
                    }
                }
                case "cookie" -> {
                    if (needed && !asked.header("Cookie").contains(name + "=")) {
                        faults.add("cookie " + name + " is missing");
                    }
                }
                default -> {}
            }
        }
        for (String name : asked.query().keySet()) {
            String base = name.contains("[") ? name.substring(0, name.indexOf('[')) : name;
            if (!known.contains(name) && !known.contains(base) && !loose) {
                faults.add("query " + name + " is not declared");
            }
        }
    }

    /** Without what its style puts before it. */
    private static String plain(Json.Obj parameter, String value) {
        String lead = switch (String.valueOf(parameter.text("style"))) {
            case "label" -> ".";
            case "matrix" -> ";" + parameter.text("name") + "=";
            default -> "";
        };
        return value != null && value.startsWith(lead) ? value.substring(lead.length()) : null;
    }

    private void scalar(String name, Json.Obj shape, String value) {
        String type = shape.text("type");
        boolean fits = value != null && !value.isEmpty();
        if (fits && ("integer".equals(type) || "number".equals(type))) {
            fits = value.matches(type.equals("integer") ? "-?[0-9]+" : "-?[0-9.]+([eE][+-]?[0-9]+)?");
        } else if (fits && "boolean".equals(type)) {
            fits = value.equals("true") || value.equals("false");
        }
        if (!fits && !(value != null && "string".equals(type))) {
            faults.add(name + " is '" + value + "' and should be " + type);
        }
    }

    private void body(Json.Obj operation, Asked asked) throws Refs.Broken {
        Json.Obj shaped = swagger ? new Swagger2(refs).operation(operation, declared(operation)) : operation;
        Json.Obj request = JsonParts.object(refs.object(shaped.get("requestBody")));
        Json.Obj content = JsonParts.object(request.get("content"));
        String type = asked.header("Content-Type").split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (asked.body().isEmpty() && type.isEmpty()) {
            if (request.get("required") == Json.Bool.TRUE && !content.fields().isEmpty()) {
                faults.add("there is no body");
            }
            return;
        }
        String offered = content.fields().keySet().stream()
                .filter(one -> matches(one, type))
                .findFirst()
                .orElse(null);
        if (offered == null) {
            faults.add("the body is " + type + " and not of " + content.fields().keySet());
            return;
        }
        Json schema = JsonParts.object(content.get(offered)).get("schema");
        if (schema == null) {
            return;
        }
        BodyPlan.Form form = BodyPlan.Form.of(type);
        if (form == BodyPlan.Form.JSON) {
            json(schema, asked.body());
        } else if (form == BodyPlan.Form.URLENCODED || form == BodyPlan.Form.MULTIPART) {
            form(schema, form, asked);
        }
    }

    private static boolean matches(String offered, String type) {
        String plain = offered.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        return plain.equals(type)
                || plain.equals("*/*")
                || (plain.endsWith("/*") && type.startsWith(plain.substring(0, plain.length() - 1)));
    }

    private void json(Json schema, String body) throws Refs.Broken {
        Json value;
        try {
            value = Json.parse(body.getBytes(StandardCharsets.ISO_8859_1));
        } catch (Problem notJson) {
            faults.add("the body is no JSON: " + notJson.sentence());
            return;
        }
        var copy = new SchemaCopy(refs, SchemaCopy.Way.REQUEST, 150_000);
        Json.Obj whole = copy.of(schema);
        Json.Obj defs = copy.defs();
        whole = defs.fields().isEmpty() ? whole : whole.with("$defs", defs);
        if (JsonSchema.faults(whole).isEmpty()) {
            for (SchemaError error : JsonSchema.compile(whole).check(value)) {
                faults.add("the body at " + error.path() + ": " + error.message());
            }
        }
    }

    private void form(Json schema, BodyPlan.Form form, Asked asked) throws Refs.Broken {
        BodyShape shape = BodyShape.of(refs, schema);
        if (shape == null) {
            return;
        }
        boolean parts = form == BodyPlan.Form.MULTIPART;
        Map<String, List<String>> pairs = parts ? Map.of() : pairs(asked.body());
        for (String name : shape.required()) {
            Json property = shape.properties().get(name);
            boolean ours =
                    property != null && JsonParts.object(refs.object(property)).get("readOnly") != Json.Bool.TRUE;
            boolean there = parts
                    ? asked.body().contains("form-data; name=\"" + name + "\"")
                    : pairs.keySet().stream().anyMatch(key -> key.equals(name) || key.startsWith(name + "["));
            if (ours && !there) {
                faults.add("the form has no " + name);
            }
        }
        if (parts) {
            faults.addAll(MultipartText.faults(refs, schema, arrived.parts()));
        } else {
            pairs.keySet().stream()
                    .filter(key -> !shape.properties().containsKey(key.split("\\[", 2)[0]))
                    .forEach(key -> faults.add("the form's " + key + " is not declared"));
        }
    }

    private Json reply(Json.Obj operation) throws Refs.Broken {
        Json.Obj shaped = swagger ? new Swagger2(refs).operation(operation, List.of()) : operation;
        Json.Obj schema = new ReplyReader(refs, 24_000).output(shaped);
        return shaped.get("responses") instanceof Json.Obj responses
                        && responses.write().contains("\"content\"")
                ? new Examples(schema).make()
                : null;
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
