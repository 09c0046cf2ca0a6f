package dev.triggo.testing;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The page's API as a browser uses it: keeps the cookie, and sends the session's token. Paths are below {@code /api/v1/app}. */
public final class PageClient {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private @Nullable String cookie;
    private @Nullable String token;

    public PageClient(int port) {
        this.base = "http://127.0.0.1:" + port + "/api/v1/app";
    }

    /** What the browser holds; null for nobody. */
    public @Nullable String cookie() {
        return cookie;
    }

    /** The same browser without the page's token, as another site would use it. */
    public PageClient withoutToken() {
        var other = new PageClient(URI.create(base).getPort());
        other.cookie = cookie;
        return other;
    }

    public RestClient.Answer get(String path) {
        return send("GET", path, null);
    }

    public RestClient.Answer post(String path, Json body, String... headers) {
        return send("POST", path, body.write(), headers);
    }

    public RestClient.Answer put(String path, Json body) {
        return send("PUT", path, body.write());
    }

    public RestClient.Answer delete(String path) {
        return send("DELETE", path, null);
    }

    /** Sends a request and takes over the cookie and the token that the answer brings. */
    public RestClient.Answer send(String method, String path, @Nullable String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path)).timeout(Duration.ofSeconds(60));
        if (cookie != null) {
            request.header("cookie", "theme=dark; __Host-triggo=" + cookie);
        }
        if (token != null) {
            request.header("x-csrf-token", token);
        }
        if (body != null) {
            request.header("content-type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            var response = client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            response.headers().firstValue("set-cookie").ifPresent(this::take);
            Json.Obj json =
                    response.body().startsWith("{") ? (Json.Obj) Json.parse(response.body()) : Json.EMPTY_OBJECT;
            if (json.text("csrfToken") != null) {
                token = json.text("csrfToken");
            }
            return new RestClient.Answer(response.statusCode(), response, json);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    private void take(String setCookie) {
        String value = setCookie.substring(setCookie.indexOf('=') + 1, setCookie.indexOf(';'));
        cookie = value.isEmpty() ? null : value;
    }
}
