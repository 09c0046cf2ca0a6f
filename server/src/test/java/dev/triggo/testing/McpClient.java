package dev.triggo.testing;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

/** An MCP client of either era, as hosts are: one POST for each request. */
public final class McpClient {
    /** Which revision it speaks. */
    public enum Era {
        LEGACY,
        MODERN
    }

    private static final String MODERN = "2026-07-28";
    private static final String META = "io.modelcontextprotocol/";

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final AtomicInteger ids = new AtomicInteger();
    private final URI address;
    private final String key;
    private final Era era;

    /** @param path {@code /mcp} or {@code /mcp/actions} */
    public McpClient(int port, String path, String key, Era era) {
        this.address = URI.create("http://127.0.0.1:" + port + path);
        this.key = key;
        this.era = era;
    }

    /** What came: the HTTP status, what was told before the end, and the last JSON of all. */
    public record Reply(int status, List<Json.Obj> told, Json.Obj last) {
        /** The result, or an AssertionError that shows what came instead. */
        public Json.Obj result() {
            if (status != 200 || !(last.get("result") instanceof Json.Obj result)) {
                throw new AssertionError("expected a result but got " + status + ": " + last.write());
            }
            return result;
        }
    }

    /** A request that is on its way. */
    public record Sent(int id, CompletableFuture<Reply> reply) {}

    public Reply request(String method, Json.Obj params) {
        return send(method, params).reply().join();
    }

    public Sent send(String method, Json.Obj params) {
        int id = ids.incrementAndGet();
        return new Sent(
                id,
                http.sendAsync(request(id, method, params), HttpResponse.BodyHandlers.ofString())
                        .thenApply(McpClient::reply));
    }

    /** A request whose answer is a stream, message by message as they come. */
    public Iterator<Json.Obj> stream(String method, Json.Obj params) {
        return http.sendAsync(request(ids.incrementAndGet(), method, params), HttpResponse.BodyHandlers.ofLines())
                .join()
                .body()
                .filter(line -> line.startsWith("data:"))
                .map(line -> (Json.Obj) Json.parse(line.substring(5)))
                .iterator();
    }

    private HttpRequest request(int id, String method, Json.Obj params) {
        Json.Obj frame = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("method", method)
                .put("params", era == Era.MODERN ? withMeta(params) : params)
                .build();
        HttpRequest.Builder request = post(frame);
        if (era == Era.MODERN) {
            request.header("Mcp-Method", method);
            String name = params.text("name");
            if (name != null) {
                request.header("Mcp-Name", name);
            }
        }
        return request.build();
    }

    /** Leaves as the era has it: a modern client hangs up (for good), a legacy client says so and may stay. */
    public void leave(Sent sent) {
        if (era == Era.MODERN) {
            http.shutdownNow();
            return;
        }
        Json.Obj frame = Json.object()
                .put("jsonrpc", "2.0")
                .put("method", "notifications/cancelled")
                .put("params", Json.object().put("requestId", sent.id()).build())
                .build();
        try {
            int status = http.send(post(frame).build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 202) {
                throw new AssertionError("a notification was answered with " + status);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    /** The result of a tool, an error or not. */
    public Json.Obj call(String tool, Json.Obj arguments) {
        return request("tools/call", callOf(tool, arguments)).result();
    }

    /** What a tool gives, or an AssertionError when that is an error. */
    public Json.Obj give(String tool, Json.Obj arguments) {
        Json.Obj result = call(tool, arguments);
        if (result.get("isError") == Json.Bool.TRUE || !(result.get("structuredContent") instanceof Json.Obj value)) {
            throw new AssertionError(tool + " gave " + result.write());
        }
        return value;
    }

    public static Json.Obj callOf(String tool, Json.Obj arguments) {
        return Json.object().put("name", tool).put("arguments", arguments).build();
    }

    private HttpRequest.Builder post(Json.Obj frame) {
        return HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(70))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .header("accept", "application/json, text/event-stream")
                .header("MCP-Protocol-Version", era == Era.MODERN ? MODERN : "2025-11-25")
                .POST(HttpRequest.BodyPublishers.ofString(frame.write()));
    }

    private static Json.Obj withMeta(Json.Obj params) {
        Json.Obj meta = params.get("_meta") instanceof Json.Obj given ? given : Json.EMPTY_OBJECT;
        Json.Obj capabilities =
                meta.get(META + "clientCapabilities") instanceof Json.Obj declared ? declared : Json.EMPTY_OBJECT;
        return params.with(
                "_meta",
                meta.with(META + "protocolVersion", Json.of(MODERN)).with(META + "clientCapabilities", capabilities));
    }

    private static Reply reply(HttpResponse<String> response) {
        String type = response.headers().firstValue("content-type").orElse("").toLowerCase(Locale.ROOT);
        var messages = new ArrayList<Json.Obj>();
        if (type.startsWith("text/event-stream")) {
            response.body()
                    .lines()
                    .filter(line -> line.startsWith("data:"))
                    .forEach(line -> messages.add((Json.Obj) Json.parse(line.substring(5))));
        } else if (!response.body().isEmpty()) {
            messages.add((Json.Obj) Json.parse(response.body()));
        }
        Json.Obj last = messages.isEmpty() ? Json.EMPTY_OBJECT : messages.removeLast();
        return new Reply(response.statusCode(), messages, last);
    }
}
