package dev.triggo.credentials;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

/** A service's token endpoint: a code and a refresh token are good once, and what is used twice ends everything. */
final class TokenService implements AutoCloseable {
    final List<Map<String, String>> asked = new CopyOnWriteArrayList<>();
    private final HttpServer server;
    private int number;
    private String refreshToken = "";
    private String challenge = "";
    private volatile int status = 200;
    private volatile boolean wantsHeader;
    private volatile CountDownLatch mayAnswer = new CountDownLatch(0);

    TokenService() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/token", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/token";
    }

    /** The code {@code good} goes with the verifier of this challenge. */
    void challengedBy(String s256) {
        challenge = s256;
    }

    /** It answers with this from now on. */
    void answering(int other) {
        status = other;
    }

    /** It takes the client's secret in the header alone. */
    void wantingTheHeader() {
        wantsHeader = true;
    }

    /** It takes its time: whoever asks is answered when this is counted down. */
    void answeringAfter(CountDownLatch latch) {
        mayAnswer = latch;
    }

    long refreshes() {
        return asked.stream()
                .filter(fields -> "refresh_token".equals(fields.get("grant_type")))
                .count();
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var fields = new LinkedHashMap<String, String>();
            for (String pair : body.split("&", -1)) {
                int at = pair.indexOf('=');
                fields.put(pair.substring(0, at), URLDecoder.decode(pair.substring(at + 1), StandardCharsets.UTF_8));
            }
            asked.add(fields);
            mayAnswer.await();
            boolean unsigned = wantsHeader && exchange.getRequestHeaders().getFirst("authorization") == null;
            boolean taken = !unsigned && good(fields);
            int code = status != 200 ? status : taken ? 200 : 400;
            Json json = code != 200
                    ? Json.object()
                            .put("error", unsigned ? "invalid_client" : "invalid_grant")
                            .put("error_description", body)
                            .build()
                    : tokens();
            byte[] bytes = (code >= 500 ? "down" : json.write()).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean good(Map<String, String> fields) {
        if ("authorization_code".equals(fields.get("grant_type"))) {
            byte[] hash =
                    Hash.sha256(String.valueOf(fields.get("code_verifier")).getBytes(StandardCharsets.US_ASCII));
            return "good".equals(fields.get("code"))
                    && Base64.getUrlEncoder()
                            .withoutPadding()
                            .encodeToString(hash)
                            .equals(challenge);
        }
        boolean fresh = !refreshToken.isEmpty() && refreshToken.equals(fields.get("refresh_token"));
        if (!fresh) {
            refreshToken = "";
        }
        return fresh;
    }

    private Json tokens() {
        number++;
        refreshToken = "planted-refresh-" + number;
        return Json.object()
                .put("access_token", "planted-access-" + number)
                .put("refresh_token", refreshToken)
                .put("token_type", "Bearer")
                .put("expires_in", 3600)
                .build();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
