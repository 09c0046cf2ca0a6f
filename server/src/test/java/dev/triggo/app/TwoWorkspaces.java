package dev.triggo.app;

import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A running server with two workspaces: in the one people of every role, in the other one owner. */
final class TwoWorkspaces implements AutoCloseable {
    static final String PASSWORD = "a sentence that nobody guesses";
    static final List<String> ROLES = List.of("viewer", "editor", "admin", "owner");

    private static final String WORKFLOW = """
            {"name": "Ask", "definition": {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "ask", "type": "approval", "config": {"title": "Sure?"}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "in", "target": "ask"}, {"source": "ask", "target": "out"}]}}
            """;

    final RunningServer server;
    final Map<String, PageClient> people = new LinkedHashMap<>();
    final PageClient eve;
    private final HttpClient http = HttpClient.newHttpClient();

    TwoWorkspaces(Path folder) throws IOException {
        this(folder, Map.of());
    }

    TwoWorkspaces(Path folder, Map<String, String> settings) throws IOException {
        server = RunningServer.start(folder, settings);
        PageClient ada = browser();
        String token = Files.readString(folder.resolve("setup-token")).strip();
        ada.post("/setup", fields("token", token, "email", "owner@example.com", "name", "O", "password", PASSWORD))
                .expect(201);
        for (String role : ROLES.subList(0, 3)) {
            people.put(role, join(ada, role + "@example.com", role));
        }
        people.put("owner", ada);
        Json.Obj home = ada.get("/workspace").expect(200);
        Json.Obj other = ada.post("/workspaces", fields("name", "Other")).expect(201);
        enter(ada, other);
        eve = join(ada, "eve@example.com", "owner");
        String adasId = ((Json.Obj) ada.get("/session").expect(200).fields().get("person")).text("id");
        enter(ada, home);
        eve.delete("/people/" + adasId).expect(204);
    }

    /** Over a store of this kind. */
    static TwoWorkspaces over(TestDatabase.Kind kind, Path folder, Map<String, String> settings) throws IOException {
        var all = new HashMap<>(settings);
        if (kind == TestDatabase.Kind.POSTGRES) {
            all.put("DATABASE_URL", TestDatabase.freshPostgresUrl());
            all.put("ENCRYPTION_KEY", "5a".repeat(32));
        }
        return new TwoWorkspaces(folder, all);
    }

    private static void enter(PageClient who, Json.Obj workspace) {
        who.post("/workspace", fields("workspace", String.valueOf(workspace.text("id"))))
                .expect(204);
    }

    PageClient browser() {
        return new PageClient(server.port());
    }

    /** Names and texts in turns. */
    static Json.Obj fields(String... namesAndTexts) {
        var fields = Json.object();
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            fields.put(namesAndTexts[i], namesAndTexts[i + 1]);
        }
        return fields.build();
    }

    private PageClient join(PageClient inviter, String email, String role) {
        String invitation = inviter.post("/invitations", fields("email", email, "role", role))
                .expect(201)
                .text("invitation");
        PageClient comes = browser();
        comes.post(
                        "/invitations/accept",
                        fields("invitation", String.valueOf(invitation), "name", role, "password", PASSWORD))
                .expect(201);
        return comes;
    }

    /** A browser in which somebody of this role has just signed in. */
    PageClient signIn(String role) {
        PageClient fresh = browser();
        fresh.post("/sign-in", fields("email", role + "@example.com", "password", PASSWORD))
                .expect(200);
        return fresh;
    }

    /** A key of the workspace that the person looks at. */
    static Json.Obj key(PageClient maker, @Nullable Instant expiresAt, String... scopes) {
        return maker.post(
                        "/keys",
                        Json.object()
                                .put("name", "test")
                                .put("scopes", Json.strings(List.of(scopes)))
                                .putIf("expiresAt", expiresAt == null ? null : expiresAt.toString())
                                .build())
                .expect(201);
    }

    /** A key of the workspace that the person looks at, for everything. */
    static String fullKey(PageClient maker) {
        return secret(key(
                maker,
                null,
                "actions:read",
                "actions:run",
                "runs:read",
                "approvals:decide",
                "connectors:read",
                "connectors:write",
                "workflows:read",
                "workflows:write"));
    }

    static String secret(Json.Obj key) {
        return String.valueOf(key.text("secret"));
    }

    RestClient rest(String key) {
        return new RestClient(server.port(), key);
    }

    McpClient mcp(String key) {
        return new McpClient(server.port(), "/mcp", key, McpClient.Era.LEGACY);
    }

    /** What there is to be found in a workspace. */
    record Things(
            String workflow,
            String slug,
            String run,
            String key,
            String invitation,
            String person,
            String session,
            String connection) {}

    /** Fills the workspace that the person looks at. */
    Things fill(PageClient who, String key) {
        RestClient rest = rest(key);
        String workflow = String.valueOf(
                rest.post("/workflows", Json.parse(WORKFLOW)).expect(201).text("id"));
        String slug = String.valueOf(rest.post("/workflows/" + workflow + "/deploy", fields("slug", "ask-first"))
                .expect(200)
                .text("slug"));
        Json.Obj run = rest.post(
                        "/actions/" + slug + "/run",
                        Json.object().put("wait", 30L).build())
                .body();
        String invitation = String.valueOf(who.post("/invitations", fields("email", "x@example.com", "role", "viewer"))
                .expect(201)
                .text("id"));
        return new Things(
                workflow,
                slug,
                String.valueOf(run.text("runId")),
                String.valueOf(key(who, null, "runs:read").text("id")),
                invitation,
                String.valueOf(
                        ((Json.Obj) who.get("/session").expect(200).fields().get("person")).text("id")),
                String.valueOf(((Json.Obj) ((Json.Arr) who.get("/sessions")
                                        .expect(200)
                                        .fields()
                                        .get("sessions"))
                                .items()
                                .getFirst())
                        .text("id")),
                String.valueOf(who.post(
                                "/connections",
                                Json.parse(
                                        "{\"connector\": \"slack\", \"name\": \"Ours\", \"fields\": {\"secret\": \"planted-slack\"}}"))
                        .expect(201)
                        .text("id")));
    }

    /** Any request, with these headers. */
    HttpResponse<String> send(String method, String path, @Nullable String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path))
                .timeout(Duration.ofSeconds(60));
        if (body != null) {
            request.header("content-type", "application/json");
        }
        headers.forEach(request::header);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException fault) {
            throw new java.io.UncheckedIOException(fault);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stop);
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
