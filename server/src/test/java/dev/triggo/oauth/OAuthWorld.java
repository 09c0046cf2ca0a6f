package dev.triggo.oauth;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.Ports;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A server with its first account, people who come to it, and clients that ask them. */
public final class OAuthWorld implements AutoCloseable {
    public static final String PASSWORD = "a sentence that nobody guesses";

    private final Path folder;
    private final Map<String, String> settings = new HashMap<>();
    private final int port;
    private final List<String> jvmFlags;
    private AutoCloseable server;
    private PageClient ada;

    private OAuthWorld(Path folder, Map<String, String> more, List<String> jvmFlags) throws IOException {
        this.folder = folder;
        this.port = Ports.free();
        this.jvmFlags = jvmFlags;
        settings.put("RUNTIME_PORT", Integer.toString(port));
        settings.put("TRIGGO_PUBLIC_URL", "http://localhost:" + port);
        settings.putAll(more);
        this.server = serve();
    }

    private AutoCloseable serve() throws IOException {
        return jvmFlags.isEmpty()
                ? RunningServer.start(folder, settings)
                : ServerProcess.start(port, folder, settings, jvmFlags);
    }

    public static OAuthWorld start(Path folder, Map<String, String> more) throws IOException {
        return start(folder, more, List.of());
    }

    /** @param jvmFlags of a process of its own; without any, the server is in this one */
    public static OAuthWorld start(Path folder, Map<String, String> more, List<String> jvmFlags) throws IOException {
        var world = new OAuthWorld(folder, more, jvmFlags);
        world.ada = new PageClient(world.port);
        world.ada
                .post(
                        "/setup",
                        Json.object()
                                .put(
                                        "token",
                                        Files.readString(folder.resolve("setup-token"))
                                                .strip())
                                .put("email", "ada@example.com")
                                .put("name", "Ada")
                                .put("password", PASSWORD)
                                .build())
                .expect(201);
        return world;
    }

    void restart() throws Exception {
        server.close();
        server = serve();
    }

    public int port() {
        return port;
    }

    public String issuer() {
        return "http://localhost:" + port;
    }

    public String resource() {
        return issuer() + "/mcp";
    }

    /** The owner, at the page's door. */
    public PageClient ada() {
        return ada;
    }

    /** The owner's browser. */
    public OAuthBrowser adas() {
        return browser(ada);
    }

    OAuthBrowser browser(PageClient person) {
        return new OAuthBrowser(port, person.cookie());
    }

    public OAuthBrowser nobodys() {
        return new OAuthBrowser(port, null);
    }

    /** Somebody who joins with this role. */
    PageClient member(String email, String role) {
        String invitation = ada.post(
                        "/invitations",
                        Json.object().put("email", email).put("role", role).build())
                .expect(201)
                .text("invitation");
        PageClient comes = new PageClient(port);
        comes.post(
                        "/invitations/accept",
                        Json.object()
                                .put("invitation", String.valueOf(invitation))
                                .put("name", "Somebody")
                                .put("password", PASSWORD)
                                .build())
                .expect(201);
        return comes;
    }

    RestClient rest(String token) {
        return new RestClient(port, token);
    }

    /** The status of a harmless call at a door of MCP. */
    int mcp(String path, String token) throws IOException, InterruptedException {
        return mcp(path, token, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\",\"params\":{}}")
                .statusCode();
    }

    HttpResponse<String> mcp(String path, String token, String body) throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                    .header("content-type", "application/json")
                    .header("accept", "application/json, text/event-stream")
                    .POST(HttpRequest.BodyPublishers.ofString(body));
            if (!token.isEmpty()) {
                request.header("authorization", "Bearer " + token);
            }
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    @Override
    public void close() throws Exception {
        server.close();
    }
}
