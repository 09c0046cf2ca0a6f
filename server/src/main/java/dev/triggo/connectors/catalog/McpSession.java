package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.SideEffect;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with an MCP server, of the era that it speaks. It is asked first what it supports, in the modern way,
 * which changes nothing and which every modern server answers; whoever does not gets the old handshake. Only after that
 * goes the call that matters, once.
 */
final class McpSession implements AutoCloseable {
    private static final String MODERN = "2026-07-28";
    private static final String LEGACY = "2025-11-25";
    private static final List<String> LEGACY_KNOWN = List.of(LEGACY, "2025-06-18", "2025-03-26");
    private static final String META = "io.modelcontextprotocol/";
    private static final int MAX_SESSION_ID = 1024;
    private static final int METHOD_NOT_FOUND = -32601;

    private final McpClient service;
    private final ActionContext context;
    private boolean modern = true;
    private String version = MODERN;
    private @Nullable String session;
    private int lastId;

    private McpSession(McpClient service, ActionContext context) {
        this.service = service;
        this.context = context;
    }

    /** Finds out what the server speaks and greets it so. */
    static McpSession open(McpClient service, ActionContext context) throws ConnectorError, InterruptedException {
        var session = new McpSession(service, context);
        if (!session.isModern()) {
            session.greet();
        }
        return session;
    }

    private boolean isModern() throws ConnectorError, InterruptedException {
        HttpReply reply =
                context.http().send(post("server/discover", map(), ++lastId).asRepeatable());
        if (reply.status() == 401 || reply.status() == 429 || reply.status() >= 500) {
            throw Refusal.of(service, reply, context);
        }
        if (reply.status() != 200) {
            return false;
        }
        Object supported = Vendor.object(answer(reply, lastId).get("result")).get("supportedVersions");
        return Vendor.list(supported).contains(MODERN);
    }

    private void greet() throws ConnectorError, InterruptedException {
        modern = false;
        version = "";
        HttpReply reply = context.http()
                .send(post(
                                "initialize",
                                map("protocolVersion", LEGACY, "capabilities", map(), "clientInfo", clientInfo()),
                                ++lastId)
                        .asRepeatable());
        Map<?, ?> result = result(reply, lastId, SideEffect.READ);
        version = Vendor.text(result.get("protocolVersion"));
        if (!LEGACY_KNOWN.contains(version)) {
            throw new ConnectorError(
                    ErrorCode.UNKNOWN,
                    "The MCP server speaks no version of the protocol that is known here: %s or %s."
                            .formatted(MODERN, String.join(", ", LEGACY_KNOWN)));
        }
        session = reply.header("mcp-session-id");
        if (session != null && session.length() > MAX_SESSION_ID) {
            throw Refusal.unreadable(service, SideEffect.READ);
        }
        HttpReply noted =
                context.http().send(post("notifications/initialized", map(), 0).asRepeatable());
        if (noted.status() >= 300) {
            throw Refusal.of(service, noted, context);
        }
    }

    /** Sends a request and gives its result. */
    Map<?, ?> request(String method, Map<String, @Nullable Object> params, SideEffect effect)
            throws ConnectorError, InterruptedException {
        int id = ++lastId;
        HttpCall call = post(method, params, id);
        return result(context.http().send(effect == SideEffect.READ ? call.asRepeatable() : call), id, effect);
    }

    private Map<?, ?> result(HttpReply reply, int id, SideEffect effect) throws ConnectorError {
        Map<?, ?> answer = answer(reply, id);
        Map<?, ?> error = Vendor.object(answer.get("error"));
        if (reply.status() >= 300 && (error.isEmpty() || reply.status() != 404)) {
            throw Refusal.of(service, reply, context);
        }
        if (!error.isEmpty()) {
            boolean unknown = error.get("code") instanceof Number code && code.intValue() == METHOD_NOT_FOUND;
            throw Refusal.error(
                    service,
                    unknown ? ErrorCode.NOT_FOUND : ErrorCode.VALIDATION_ERROR,
                    "an error",
                    service.reason(answer),
                    new Refusal.Wait(context, null));
        }
        if (answer.get("result") instanceof Map<?, ?> result) {
            return result;
        }
        throw Refusal.unreadable(service, effect);
    }

    /** The JSON-RPC answer to this request, alone or in a stream of messages; empty when it is not there. */
    private Map<?, ?> answer(HttpReply reply, int id) {
        if (!reply.mediaType().equals("text/event-stream")) {
            return message(reply.text(), id);
        }
        var data = new StringBuilder();
        for (String line : reply.text().split("\r\n|\n|\r", -1)) {
            if (line.startsWith("data:")) {
                data.append(data.isEmpty() ? "" : "\n")
                        .append(line.substring("data:".length()).stripLeading());
            } else if (line.isEmpty() && !data.isEmpty()) {
                Map<?, ?> found = message(data.toString(), id);
                if (!found.isEmpty()) {
                    return found;
                }
                data.setLength(0);
            }
        }
        return Map.of();
    }

    /** An error may come without an id, when the server could not read the request's. */
    private Map<?, ?> message(String text, int id) {
        try {
            Map<?, ?> message = Vendor.object(context.json().read(text));
            boolean ours = message.get("id") instanceof Number number
                    ? number.longValue() == id
                    : message.get("error") != null;
            return ours ? message : Map.of();
        } catch (ConnectorError notJson) {
            return Map.of();
        }
    }

    /** @param id 0 for what is no request */
    private HttpCall post(String method, Map<String, @Nullable Object> params, int id) throws ConnectorError {
        var frame = new LinkedHashMap<String, @Nullable Object>();
        frame.put("jsonrpc", "2.0");
        if (id > 0) {
            frame.put("id", (long) id);
        }
        frame.put("method", method);
        frame.put("params", modern ? withMeta(params) : params);
        var call = HttpCall.of("POST", service.base(context))
                .header("Accept", "application/json, text/event-stream")
                .header("Content-Type", "application/json");
        if (!version.isEmpty()) {
            call = call.header("MCP-Protocol-Version", version);
        }
        if (modern) {
            call = call.header("Mcp-Method", method);
        }
        if (modern && params.get("name") instanceof String name) {
            call = call.header("Mcp-Name", headerValue(name));
        }
        if (session != null) {
            call = call.header("Mcp-Session-Id", session);
        }
        return service.signed(call.body(context.json().write(frame).getBytes(StandardCharsets.UTF_8)), context);
    }

    private static Map<String, @Nullable Object> withMeta(Map<String, @Nullable Object> params) {
        var all = new LinkedHashMap<String, @Nullable Object>(params);
        all.put(
                "_meta",
                map(
                        META + "protocolVersion",
                        MODERN,
                        META + "clientCapabilities",
                        map(),
                        META + "clientInfo",
                        clientInfo()));
        return all;
    }

    private static Map<String, @Nullable Object> clientInfo() {
        return map("name", "triggo", "version", "1.0.0");
    }

    /** What is not plain ASCII goes as base64, as the protocol says. */
    private static String headerValue(String name) {
        return name.chars().allMatch(c -> c > ' ' && c < 127) && !name.startsWith("=?")
                ? name
                : "=?base64?%s?=".formatted(Base64.getEncoder().encodeToString(name.getBytes(StandardCharsets.UTF_8)));
    }

    /** Ends a session, where there is one; what the server says to that is of no interest. */
    @Override
    public void close() throws InterruptedException {
        if (session == null) {
            return;
        }
        try {
            var call = HttpCall.of("DELETE", service.base(context))
                    .header("MCP-Protocol-Version", version)
                    .header("Mcp-Session-Id", session);
            context.http().send(service.signed(call, context));
        } catch (ConnectorError gone) {
            context.log().info("The MCP server's session could not be ended.");
        }
    }
}
