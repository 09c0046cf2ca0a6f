package dev.triggo.testing;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Runtime REST as a caller uses it. Paths are below {@code /api/v1/runtime}. */
public final class RestClient implements AutoCloseable {
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final String base;
    private final String key;

    public RestClient(int port, String key) {
        this.base = "http://127.0.0.1:" + port + "/api/v1/runtime";
        this.key = key;
    }

    /** An answer: status, headers and JSON body (an empty object when there was none). */
    public record Answer(int status, HttpResponse<String> response, Json.Obj body) {
        /** The body, or an AssertionError that shows it when the status is another. */
        public Json.Obj expect(int expected) {
            if (status != expected) {
                throw new AssertionError("expected " + expected + " but got " + status + ": " + response.body());
            }
            return body;
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }
    }

    public Answer get(String path) {
        return send("GET", path, null);
    }

    public Answer post(String path, Json body, String... headers) {
        return send("POST", path, body.write(), headers);
    }

    public Answer put(String path, Json body) {
        return send("PUT", path, body.write());
    }

    public Answer delete(String path) {
        return send("DELETE", path, null);
    }

    public Answer send(String method, String path, String body, String... headers) {
        return send(method, URI.create(base + path), body, headers);
    }

    /** To a path from the server's root on. */
    public Answer postToRoot(String path, String body, String... headers) {
        return send("POST", URI.create(base).resolve(path), body, headers);
    }

    /** From the server's root on. */
    public Answer getFromRoot(String path) {
        return send("GET", URI.create(base).resolve(path), null);
    }

    /** Its connections end, which they otherwise do some time after nobody uses it any more. */
    @Override
    public void close() {
        client.close();
    }

    private Answer send(String method, URI address, String body, String... headers) {
        var request = HttpRequest.newBuilder(address)
                .timeout(Duration.ofSeconds(70))
                .header("authorization", "Bearer " + key);
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
            boolean json =
                    response.headers().firstValue("content-type").orElse("").startsWith("application/json");
            return new Answer(
                    response.statusCode(),
                    response,
                    json && Json.parse(response.body()) instanceof Json.Obj object ? object : Json.EMPTY_OBJECT);
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }
}
