package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A stream that was opened by right is read no longer than by right. */
@Timeout(180)
class LiveStreamsTest {
    private static final String LISTEN = """
            {"jsonrpc": "2.0", "id": 7, "method": "subscriptions/listen", "params": {
              "notifications": {"toolsListChanged": true},
              "_meta": {"io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientInfo": {"name": "test", "version": "1"},
                "io.modelcontextprotocol/clientCapabilities": {}}}}""";

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();
    private TwoWorkspaces world;

    /** A stream that is open, and all of its text once it has ended. */
    private CompletableFuture<String> open(String method, String path, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.server.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        HttpResponse<InputStream> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new AssertionError(new String(answer.body().readAllBytes(), StandardCharsets.UTF_8));
        }
        assertTrue(answer.headers().firstValue("content-type").orElse("").equals("text/event-stream"));
        return CompletableFuture.supplyAsync(
                () -> {
                    try (InputStream text = answer.body()) {
                        return new String(text.readAllBytes(), StandardCharsets.UTF_8);
                    } catch (IOException broken) {
                        throw new UncheckedIOException(broken);
                    }
                },
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private CompletableFuture<String> byKey(String run, String key) throws Exception {
        return open(
                "GET",
                "/api/v1/runtime/runs/" + run + "/events",
                "",
                Map.of("accept", "text/event-stream", "authorization", "Bearer " + key));
    }

    private CompletableFuture<String> byPage(String run, PageClient person) throws Exception {
        return open(
                "GET",
                "/api/v1/app/runs/" + run + "/events",
                "",
                Map.of("accept", "text/event-stream", "cookie", "__Host-triggo=" + person.cookie()));
    }

    @Test
    void endTogetherWithTheRightsOfTheirReaders() throws Exception {
        try (var opened = new TwoWorkspaces(folder)) {
            world = opened;
            PageClient owner = world.people.get("owner");
            String ownersKey = TwoWorkspaces.secret(
                    TwoWorkspaces.key(owner, null, "actions:run", "workflows:write", "runs:read", "approvals:decide"));
            String run = world.fill(owner, ownersKey).run();
            CompletableFuture<String> stays = byKey(run, ownersKey);
            CompletableFuture<String> seen = byPage(run, owner);
            Map<String, CompletableFuture<String>> over = new LinkedHashMap<>();

            Json.Obj revoked = TwoWorkspaces.key(owner, null, "runs:read");
            over.put("a key that is revoked", byKey(run, TwoWorkspaces.secret(revoked)));
            over.put("a host that listens with it", listen(TwoWorkspaces.secret(revoked)));
            Json.Obj rotated = TwoWorkspaces.key(owner, null, "runs:read");
            over.put("a secret that was replaced", byKey(run, TwoWorkspaces.secret(rotated)));
            Json.Obj brief = TwoWorkspaces.key(owner, Instant.now().plusSeconds(15), "runs:read");
            over.put("a key that expires", byKey(run, TwoWorkspaces.secret(brief)));
            PageClient leaves = world.signIn("viewer");
            over.put("somebody who signs out", byPage(run, leaves));
            PageClient editor = world.signIn("editor");
            over.put("somebody with another role", byPage(run, editor));
            PageClient admin = world.signIn("admin");
            over.put("somebody who was put out", byPage(run, admin));

            owner.delete("/keys/" + revoked.text("id")).expect(200);
            owner.post("/keys/" + rotated.text("id") + "/rotate", Json.EMPTY_OBJECT)
                    .expect(200);
            leaves.post("/sign-out", Json.EMPTY_OBJECT).expect(204);
            owner.put("/people/" + id(editor), TwoWorkspaces.fields("role", "viewer"))
                    .expect(200);
            owner.delete("/people/" + id(admin)).expect(204);

            for (var stream : over.entrySet()) {
                String text = stream.getValue().get(60, TimeUnit.SECONDS);
                assertFalse(text.contains("approval.approved") || text.contains("run.succeeded"), stream.getKey());
            }
            assertFalse(stays.isDone() || seen.isDone(), "whoever may goes on reading");
            world.rest(ownersKey)
                    .post("/runs/" + run + "/approve", TwoWorkspaces.fields("decision", "approved"))
                    .expect(200);
            for (CompletableFuture<String> stream : List.of(stays, seen)) {
                assertTrue(stream.get(60, TimeUnit.SECONDS).contains("approved"));
            }
        }
    }

    private CompletableFuture<String> listen(String key) throws Exception {
        return open(
                "POST",
                "/mcp",
                LISTEN,
                Map.of(
                        "authorization",
                        "Bearer " + key,
                        "content-type",
                        "application/json",
                        "accept",
                        "application/json, text/event-stream",
                        "mcp-protocol-version",
                        "2026-07-28",
                        "mcp-method",
                        "subscriptions/listen"));
    }

    private static String id(PageClient person) {
        return String.valueOf(((Json.Obj) person.get("/session").expect(200).get("person")).text("id"));
    }
}
