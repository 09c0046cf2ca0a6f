package dev.triggo.cli;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.Header;
import dev.triggo.egress.HostResolver;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Triggo server spoken to over runtime REST, as any other caller does. */
public final class RemoteServer implements AutoCloseable {
    private static final String BASE = "/api/v1/runtime";
    private static final int MAX_ANSWER = 32 << 20;

    private final String url;
    private final String key;
    private final Egress egress;

    /**
     * @param url as {@code http://localhost:8090}; it alone may be called, also where it is private
     * @param key an API key
     */
    public RemoteServer(String url, String key) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.key = key;
        this.egress = new Egress(EgressSettings.of(authority(this.url), List.of()), HostResolver.system());
    }

    /** As {@code TRIGGO_URL} and {@code TRIGGO_API_KEY} say. */
    static RemoteServer of(Map<String, String> environment) {
        String key = environment.get("TRIGGO_API_KEY");
        if (key == null || key.isBlank()) {
            throw new Command.Failed("Set TRIGGO_API_KEY to a key of the server (make one with 'triggo keys create')"
                    + " and TRIGGO_URL to its address if it is not http://localhost:8090.");
        }
        return new RemoteServer(environment.getOrDefault("TRIGGO_URL", "http://localhost:8090"), key);
    }

    private static String authority(String url) {
        try {
            URI uri = URI.create(url);
            if (uri.getHost() != null) {
                int port = uri.getPort() >= 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
                return uri.getHost() + ":" + port;
            }
        } catch (IllegalArgumentException notAnAddress) {
            // Said below.
        }
        throw new Command.Failed("TRIGGO_URL: '" + url + "' is not an address like http://localhost:8090.");
    }

    public Json.Obj get(String path) throws InterruptedException {
        return send("GET", BASE + path, null);
    }

    /**
     * What is listed there, on however many pages.
     *
     * @param field of each answer that holds the list
     */
    List<Json.Obj> all(String path, String field) throws InterruptedException {
        var all = new ArrayList<Json.Obj>();
        String cursor = "";
        do {
            Json.Obj page = get(path + "?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            if (!(page.get(field) instanceof Json.Arr items)) {
                throw new Command.Failed("The answer has no '" + field + "': is this a Triggo server?");
            }
            items.items().forEach(item -> all.add((Json.Obj) item));
            cursor = page.get("nextCursor") instanceof Json.Str next ? next.value() : "";
        } while (!cursor.isEmpty());
        return all;
    }

    /** As {@link #get}; null where the server has nothing of the kind. */
    public Json.@Nullable Obj find(String path) throws InterruptedException {
        Reply reply = call("GET", BASE + path, null);
        return reply.status() == 404 ? null : answer(reply);
    }

    public Json.Obj post(String path, Json body) throws InterruptedException {
        return send("POST", BASE + path, body);
    }

    public Json.Obj put(String path, Json body) throws InterruptedException {
        return send("PUT", BASE + path, body);
    }

    /** Sends to any path of the server; a refusal becomes {@link Command.Failed} with the server's own words. */
    public Json.Obj send(String method, String path, @Nullable Json body) throws InterruptedException {
        return answer(call(method, path, body));
    }

    private Reply call(String method, String path, @Nullable Json body) throws InterruptedException {
        var headers = new ArrayList<>(List.of(
                new Header("authorization", "Bearer " + key),
                new Header("accept", "application/json, text/event-stream"),
                new Header("mcp-protocol-version", "2025-11-25")));
        if (body != null) {
            headers.add(new Header("content-type", "application/json"));
        }
        var request = new OutgoingRequest(
                method,
                url + path,
                headers,
                body == null ? null : body.write().getBytes(StandardCharsets.UTF_8),
                false,
                Duration.ofSeconds(75),
                MAX_ANSWER,
                "",
                dev.triggo.egress.EgressRules.NONE);
        try {
            return egress.call(request);
        } catch (EgressFailure | EgressDenied fault) {
            throw new Command.Failed(
                    "The server at " + url + " does not answer: is it running there? (" + fault.getMessage() + ")");
        }
    }

    private static Json.Obj answer(Reply reply) {
        Json body;
        try {
            body = reply.body().length == 0 ? Json.EMPTY_OBJECT : Json.parse(reply.body());
        } catch (Problem notJson) {
            throw new Command.Failed("The answer is no JSON (status " + reply.status() + "): is this a Triggo server?");
        }
        Json.Obj object = body instanceof Json.Obj found ? found : Json.EMPTY_OBJECT;
        if (reply.status() >= 400) {
            if (!object.has("code")) {
                throw new Command.Failed("The answer is status " + reply.status()
                        + " and does not say why: is this a Triggo server? If it is, its log has more.");
            }
            Json details = object.get("details");
            throw new Command.Failed(object.text("code") + ": " + object.text("error")
                    + (details == null ? "" : "\n" + details.write()));
        }
        return object;
    }

    @Override
    public void close() {
        egress.close();
    }
}
