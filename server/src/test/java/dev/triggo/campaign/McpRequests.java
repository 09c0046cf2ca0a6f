package dev.triggo.campaign;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Messages for each tool that the server lists, and for the protocol's other methods, in both eras. */
final class McpRequests implements Requests {
    private static final String META = "io.modelcontextprotocol/";
    private static final String MODERN = "2026-07-28";
    private static final List<String> METHODS = List.of(
            "initialize",
            "ping",
            "logging/setLevel",
            "server/discover",
            "tasks/get",
            "tasks/update",
            "tasks/cancel",
            "tools/list",
            "prompts/list",
            "prompts/get",
            "resources/list",
            "resources/templates/list",
            "resources/read",
            "completion/complete",
            "notifications/initialized",
            "notifications/cancelled",
            "resources/subscribe",
            "sampling/createMessage",
            "TOOLS/LIST",
            "tools/list ",
            "",
            "rpc.discover");
    private static final List<String> VERSIONS = List.of(
            "2025-11-25", "2025-06-18", "2025-03-26", MODERN, "2024-11-05", "2099-01-01", "", "latest", "\u00ff");
    private static final Map<String, List<String>> HEADERS = Map.of(
            "mcp-protocol-version", VERSIONS,
            "mcp-method", List.of("", "tools/list", "TOOLS/CALL", "=?base64?dG9vbHMvY2FsbA==?=", "\u00ff"),
            "mcp-name", List.of("", "=?base64?%%?=", "=?base64??=", "nobody", "\u00ff", RunningServer.KEY),
            "mcp-session-id", List.of("", "none", "a.b.c", RunningServer.KEY, "x".repeat(3_000)),
            "content-type", List.of("text/plain", "", "application/json; charset=latin1", "application/x-ndjson"),
            "content-encoding", List.of("gzip", "identity"),
            "accept", List.of("text/html", "application/json", "text/event-stream", "*/*;q=0", ";,;"),
            "authorization", List.of("", "Bearer x", RunningServer.KEY, "Basic " + RunningServer.KEY));

    private final List<Json.Obj> tools = new ArrayList<>();
    private final Samples samples;
    private final int port;

    McpRequests(Json.Arr listed, Samples samples, int port) {
        this.samples = samples;
        this.port = port;
        listed.items().forEach(tool -> tools.add((Json.Obj) tool));
    }

    int size() {
        return tools.size();
    }

    @Override
    public RawRequest next(Random random) {
        var hostile = new Hostile(random);
        boolean modern = random.nextBoolean();
        int spoiled = hostile.chance(0.12) ? -1 : random.nextInt(12);
        String method = "tools/call";
        var params = Json.object();
        Json.Obj arguments = Json.EMPTY_OBJECT;
        if (hostile.chance(0.75)) {
            Json.Obj tool = hostile.pick(tools);
            arguments = (Json.Obj) samples.object((Json.Obj) tool.fields().get("inputSchema"), hostile);
            Json given = spoiled >= 6 ? hostile.spoil(arguments) : arguments;
            params.put("name", spoiled == 5 ? hostile.value() : tool.fields().get("name"))
                    .put("arguments", spoiled >= 10 ? hostile.spoil(given) : given);
        } else {
            method = hostile.chance(0.003) ? "subscriptions/listen" : hostile.pick(METHODS);
            other(params, hostile);
        }
        if (modern) {
            params.put("_meta", meta(hostile, spoiled == 4));
        }
        Json frame = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", random.nextInt(1_000))
                .put("method", method)
                .put("params", params.build())
                .build();
        if (method.startsWith("notifications/")) {
            frame = ((Json.Obj) frame).without("id");
        }
        Map<String, String> headers = headers(modern, method, params.build());
        return RawRequest.of("POST", "/mcp", spoil(headers, hostile, spoiled), body(frame, hostile, spoiled));
    }

    private static void other(Json.Builder params, Hostile hostile) {
        params.put("protocolVersion", hostile.pick(VERSIONS))
                .put("name", "nobody")
                .put("uri", "triggo://none")
                .put("level", "info")
                .put("taskId", "none")
                .put("capabilities", Json.EMPTY_OBJECT);
        if (hostile.chance(0.3)) {
            params.put("cursor", hostile.value());
        }
        if (hostile.chance(0.3)) {
            params.put("requestId", hostile.value());
        }
    }

    private static Json meta(Hostile hostile, boolean spoil) {
        Json.Obj meta = Json.object()
                .put(META + "protocolVersion", MODERN)
                .put(META + "clientCapabilities", Json.EMPTY_OBJECT)
                .putIf(META + "logLevel", hostile.chance(0.1) ? "debug" : null)
                .putIf("progressToken", hostile.chance(0.1) ? hostile.value() : null)
                .putIf("traceparent", hostile.chance(0.1) ? hostile.value() : null)
                .build();
        return spoil ? hostile.spoil(meta) : meta;
    }

    private Map<String, String> headers(boolean modern, String method, Json.Obj params) {
        Map<String, String> headers = RawRequest.headers(port);
        headers.put("accept", "application/json, text/event-stream");
        headers.put("mcp-protocol-version", modern ? MODERN : "2025-11-25");
        if (modern) {
            headers.put("mcp-method", method);
            String name = method.startsWith("tasks/")
                    ? params.text("taskId")
                    : method.equals("resources/read") ? params.text("uri") : params.text("name");
            headers.put("mcp-name", name == null || name.length() > 200 || !name.matches("[ -~]*") ? "" : name);
        }
        return headers;
    }

    private static Map<String, String> spoil(Map<String, String> headers, Hostile hostile, int spoiled) {
        if (spoiled == 3) {
            String name = hostile.pick(HEADERS.keySet().stream().sorted().toList());
            if (hostile.chance(0.2)) {
                headers.remove(name);
            } else {
                headers.put(name, hostile.chance(0.8) ? hostile.pick(HEADERS.get(name)) : hostile.headerText());
            }
        }
        return headers;
    }

    private static byte[] body(Json frame, Hostile hostile, int spoiled) {
        return switch (spoiled) {
            case 0 -> hostile.garble(frame.write().getBytes(StandardCharsets.UTF_8));
            case 1 -> Hostile.write(hostile.spoil(frame));
            case 2 -> Hostile.write(batchOrAnswer(frame, hostile));
            default -> Hostile.write(frame);
        };
    }

    private static Json batchOrAnswer(Json frame, Hostile hostile) {
        return switch (hostile.pick(List.of(0, 1, 2, 3))) {
            case 0 -> Json.array(List.of(frame, frame));
            case 1 ->
                Json.object()
                        .put("jsonrpc", "2.0")
                        .put("id", hostile.value())
                        .put("result", hostile.value())
                        .build();
            case 2 ->
                Json.object()
                        .put("jsonrpc", "2.0")
                        .put("id", "1")
                        .put("error", hostile.value())
                        .build();
            default -> ((Json.Obj) frame).with("id", hostile.value());
        };
    }
}
