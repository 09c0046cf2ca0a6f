package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A POST as the server hands it to the endpoint, made by hand. */
final class TestExchange implements Exchange {
    static final Caller ALICE = caller("alice", Set.of(Scope.values()));
    static final Caller BOB = caller("bob", Set.of(Scope.values()));

    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final byte[] body;
    private Caller caller = ALICE;
    private volatile boolean gone;

    TestExchange(byte[] body) {
        this.body = body;
        with("content-type", "application/json").with("accept", "application/json, text/event-stream");
    }

    static Caller caller(String name, Set<Scope> scopes) {
        return new Caller(
                new WorkspaceId("w-" + name),
                new PersonId("p-" + name),
                "key-" + name,
                "trg_test****",
                new Grants(scopes, Set.of()),
                "free",
                null);
    }

    static TestExchange of(String body) {
        return new TestExchange(body.getBytes(StandardCharsets.UTF_8));
    }

    /** A modern request with everything that one needs. */
    static TestExchange modern(Json id, String method, Json.Obj params) {
        return modern(id, method, params, Json.EMPTY_OBJECT, "2026-07-28");
    }

    static TestExchange modern(Json id, String method, Json.Obj params, Json.Obj capabilities, String version) {
        Json.Obj meta = params.get("_meta") instanceof Json.Obj given ? given : Json.EMPTY_OBJECT;
        Json.Obj full = params.with(
                "_meta", meta.with(Client.META_VERSION, Json.of(version)).with(Client.META_CAPABILITIES, capabilities));
        var exchange = of(frame(id, method, full))
                .with("MCP-Protocol-Version", version)
                .with("Mcp-Method", method);
        for (String name : List.of("name", "uri", "taskId")) {
            if (params.text(name) != null) {
                exchange.with("Mcp-Name", String.valueOf(params.text(name)));
            }
        }
        return exchange;
    }

    static TestExchange legacy(Json id, String method, Json.Obj params) {
        return of(frame(id, method, params)).with("MCP-Protocol-Version", "2025-11-25");
    }

    static String frame(Json id, String method, Json.Obj params) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", params)
                .build()
                .write();
    }

    /** Sets the header's only value. */
    TestExchange with(String header, String value) {
        headers.put(header, new ArrayList<>(List.of(value)));
        return this;
    }

    TestExchange twice(String header, String value) {
        headers.computeIfAbsent(header, name -> new ArrayList<>()).add(value);
        return this;
    }

    TestExchange without(String header) {
        headers.remove(header);
        return this;
    }

    TestExchange by(Caller other) {
        caller = other;
        return this;
    }

    /** The client closes its side. */
    void hangUp() {
        gone = true;
    }

    @Override
    public boolean clientGone() {
        return gone;
    }

    @Override
    public String requestId() {
        return "req-1";
    }

    @Override
    public String method() {
        return "POST";
    }

    @Override
    public String path() {
        return "/mcp";
    }

    @Override
    public String pathParam(String name) {
        throw new IllegalStateException("no parameters in " + path());
    }

    @Override
    public Optional<String> query(String name) {
        return Optional.empty();
    }

    @Override
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    @Override
    public List<String> headers(String name) {
        return headers.getOrDefault(name, List.of());
    }

    @Override
    public Caller caller() {
        return caller;
    }

    @Override
    public byte[] body() {
        return body;
    }

    @Override
    public Json json() {
        if (!header("content-type").orElse("").startsWith("application/json")) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.");
        }
        return Json.parse(body);
    }
}
