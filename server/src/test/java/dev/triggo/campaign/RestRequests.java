package dev.triggo.campaign;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** Requests for each operation that an OpenAPI document of the server lists below a root. */
final class RestRequests implements Requests {
    private static final List<String> METHODS =
            List.of("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "BREW", "get", "CONNECT");
    private static final List<String> SEGMENTS = List.of(
            "%2f",
            "%2e%2e",
            "..",
            ".",
            ";a=b",
            "%00",
            "%ff",
            "%c0%af",
            "%",
            "%zz",
            "a//b",
            "\\",
            "%5c",
            "*",
            "~",
            "%25%32%66",
            "%e2%80%ae",
            "a;b=c/d",
            "\u00ff",
            " ",
            "{id}",
            "%7bid%7d",
            "run_",
            "00000000",
            "@",
            "a%20b");
    private static final Map<String, List<String>> HEADERS = Map.of(
            "content-type",
                    List.of(
                            "text/plain",
                            "application/json; charset=utf-16",
                            "application/json;;",
                            "",
                            "a/b/c",
                            "multipart/form-data; boundary=x",
                            "application/xml",
                            "APPLICATION/JSON",
                            "application/yaml"),
            "content-encoding", List.of("gzip", "identity", "br, gzip", ""),
            "accept", List.of("text/html", "*/*;q=0", "application/xml", ";;;", "text/event-stream"),
            "idempotency-key", List.of("", "a", "k".repeat(255), "k".repeat(256), "\u00ff", "a, b", RunningServer.KEY),
            "authorization",
                    List.of(
                            "",
                            "Bearer",
                            "Basic " + RunningServer.KEY,
                            "Bearer trg_wrong",
                            "Bearer a b",
                            RunningServer.KEY,
                            "Bearer  " + RunningServer.KEY + "x"),
            "host", List.of("", "evil.example", "127.0.0.1:1", "localhost", "a b", "[::1]"),
            "origin", List.of("null", "https://evil.example", "http://127.0.0.1", "https://triggo.example.com"),
            "last-event-id", List.of("-1", "x", "99999999999999999999", "1"),
            "expect", List.of("100-continue", "200-nothing"),
            "x-api-key", List.of(RunningServer.KEY));

    private final List<Operation> operations = new ArrayList<>();
    private final Samples samples;
    private final Door door;

    /**
     * Where the operations are.
     *
     * @param root all of their paths begin so
     * @param headers what a caller sends along
     * @param left operations that are not asked for, as {@code POST /path}
     */
    record Door(String root, Map<String, String> headers, Set<String> left) {}

    private record Operation(String method, String path, List<Json.Obj> query, Json.Obj body) {}

    RestRequests(Json.Obj openApi, Samples samples, Door door) {
        this.samples = samples;
        this.door = door;
        object(openApi, "paths").fields().forEach((path, item) -> {
            if (path.startsWith(door.root())) {
                ((Json.Obj) item)
                        .fields()
                        .forEach((method, operation) -> operations.add(read(method, path, (Json.Obj) operation)));
            }
        });
        operations.removeIf(one -> door.left().contains(one.method() + " " + one.path()));
    }

    private static Operation read(String method, String path, Json.Obj operation) {
        var query = new ArrayList<Json.Obj>();
        if (operation.get("parameters") instanceof Json.Arr parameters) {
            for (Json parameter : parameters.items()) {
                if (parameter instanceof Json.Obj one && "query".equals(one.text("in"))) {
                    query.add(one);
                }
            }
        }
        Json.Obj body =
                object(object(object(object(operation, "requestBody"), "content"), "application/json"), "schema");
        return new Operation(method.toUpperCase(Locale.ROOT), path, query, body);
    }

    private static Json.Obj object(Json.Obj in, String name) {
        return in.get(name) instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
    }

    int size() {
        return operations.size();
    }

    @Override
    public RawRequest next(Random random) {
        var hostile = new Hostile(random);
        Operation operation = hostile.pick(operations);
        boolean good = hostile.chance(0.12);
        boolean hasBody = !operation.body().fields().isEmpty();
        int spoiled = good ? -1 : random.nextInt(hasBody ? 16 : 8);
        String method = spoiled == 0 ? hostile.pick(METHODS) : operation.method();
        String target = path(operation, hostile, spoiled == 1 || spoiled == 2 || spoiled == 3)
                + query(operation, hostile, spoiled == 4 || spoiled == 5 || spoiled == 6);
        Map<String, String> headers = new LinkedHashMap<>(door.headers());
        if (hostile.chance(0.05)) {
            headers.put("accept", "text/event-stream");
        }
        byte[] body = hasBody ? body(operation, hostile, spoiled) : new byte[0];
        if (spoiled == 7) {
            String name = hostile.pick(HEADERS.keySet().stream().sorted().toList());
            headers.put(name, hostile.chance(0.7) ? hostile.pick(HEADERS.get(name)) : hostile.headerText());
        } else if (spoiled == 0 && !hasBody && hostile.chance(0.5)) {
            body = Hostile.write(hostile.value());
        }
        return RawRequest.of(method, target, headers, body);
    }

    private byte[] body(Operation operation, Hostile hostile, int spoiled) {
        Json good = samples.object(operation.body(), hostile);
        if (spoiled < 8) {
            return good.write().getBytes(StandardCharsets.UTF_8);
        }
        Json bad = hostile.spoil(good);
        if (spoiled > 12) {
            bad = hostile.spoil(bad);
        }
        byte[] text = Hostile.write(bad);
        return spoiled == 8 ? hostile.garble(text) : text;
    }

    private String path(Operation operation, Hostile hostile, boolean spoil) {
        var path = new StringBuilder();
        for (String segment : operation.path().substring(1).split("/")) {
            path.append('/');
            if (segment.startsWith("{")) {
                Json known = samples.of(segment.substring(1, segment.length() - 1), Json.EMPTY_OBJECT, hostile);
                path.append(spoil ? odd(hostile) : encoded(((Json.Str) known).value()));
            } else {
                path.append(segment);
            }
        }
        if (spoil && hostile.chance(operation.path().contains("{") ? 0.2 : 1)) {
            path.insert(door.root().length() + hostile.pick(List.of(0, 1)), "/" + odd(hostile));
        }
        return path.toString();
    }

    private static String odd(Hostile hostile) {
        if (hostile.chance(0.02)) {
            return RunningServer.KEY;
        }
        return hostile.chance(0.5) ? hostile.pick(SEGMENTS).replace(" ", "%20") : encoded(hostile.text());
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text.length() > 9_000 ? text.substring(0, 9_000) : text, StandardCharsets.UTF_8);
    }

    private String query(Operation operation, Hostile hostile, boolean spoil) {
        var parts = new ArrayList<String>();
        for (Json.Obj parameter : operation.query()) {
            if (hostile.chance(spoil ? 0.5 : 0.15)) {
                String name = String.valueOf(parameter.text("name"));
                Json value = samples.of(name, object(parameter, "schema"), hostile);
                String text = value instanceof Json.Str known ? known.value() : value.write();
                parts.add(name + "=" + (spoil && hostile.chance(0.6) ? odd(hostile) : encoded(text)));
            }
        }
        if (spoil && (parts.isEmpty() || hostile.chance(0.3))) {
            parts.add(hostile.pick(List.of(
                    "",
                    "=",
                    "&&",
                    "limit=1&limit=2",
                    "a[]=1",
                    "%00=1",
                    "limit",
                    "wait=-1",
                    "access_token=" + RunningServer.KEY,
                    "api_key=" + RunningServer.KEY,
                    "limit=1e9",
                    "cursor=%ff",
                    "q=" + RunningServer.KEY,
                    "__proto__=1")));
        }
        return parts.isEmpty() ? "" : "?" + String.join("&", parts);
    }
}
