package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An owner deletes their workspace: from then on it is as if it had never been, and the other one does not notice. */
@Timeout(180)
class DeletedWorkspaceTest {
    private static final String UNKNOWN_KEY = "trg_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJ";
    private static final String HOOK = """
            {"name": "Hook", "definition": {"nodes": [
                {"id": "in", "type": "trigger", "connector": "inbound-webhook", "operation": "inbound_webhook",
                 "config": {}},
                {"id": "out", "type": "return_output", "config": {"output": "done"}}],
              "edges": [{"source": "in", "target": "out"}]}}
            """;

    @TempDir
    Path folder;

    private static Map<String, String> settings(TestDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
    }

    @ParameterizedTest
    @EnumSource
    void isAsIfItHadNeverBeen(TestDatabase.Kind kind) throws IOException {
        Map<String, String> settings = settings(kind);
        try (var world = new TwoWorkspaces(folder, settings);
                var database = Database.open(new StoreSettings(folder, settings.get("DATABASE_URL")))) {
            PageClient eve = world.eve;
            PageClient ada = world.people.get("owner");
            String evesKey = TwoWorkspaces.fullKey(eve);
            TwoWorkspaces.Things evesThings = world.fill(eve, evesKey);
            String adasKey = TwoWorkspaces.fullKey(ada);
            TwoWorkspaces.Things adasThings = world.fill(ada, adasKey);
            RestClient rest = world.rest(evesKey);
            String hook = hook(rest);
            assertEquals(202, world.send("POST", hook, "{}", Map.of()).statusCode());
            String id = String.valueOf(eve.get("/workspace").expect(200).text("id"));

            refusals(eve, ada, rest);
            assertEquals(
                    Json.Bool.FALSE,
                    eve.post("/workspace/delete", fields("name", "Other", "password", TwoWorkspaces.PASSWORD))
                            .expect(200)
                            .get("signedIn"));

            same(eve.get("/workspace"), world.browser().get("/workspace"), 401);
            same(rest.get("/runs/" + evesThings.run()), world.rest(UNKNOWN_KEY).get("/runs/" + evesThings.run()), 401);
            same(ada.get("/runs/" + evesThings.run()), ada.get("/runs/" + adasThings.run() + "0"), 404);
            nothingAnswersThere(world, id, hook);
            awaitEmpty(database, "SELECT COUNT(*) AS n FROM runs WHERE workspace_id = ?", id);
            awaitEmpty(database, "SELECT COUNT(*) AS n FROM connections WHERE workspace_id = ?", id);
            awaitEmpty(database, "SELECT COUNT(*) AS n FROM people_audit WHERE workspace_id = ?", id);

            // The other one is as it was.
            RestClient adas = world.rest(adasKey);
            assertEquals(
                    "waiting_for_approval",
                    adas.get("/runs/" + adasThings.run()).expect(200).text("status"));
            adas.get("/workflows/" + adasThings.workflow()).expect(200);
            assertTrue(ada.get("/audit").expect(200).write().contains("key.created"));
        }
        try (var said = Database.open(new StoreSettings(folder, settings.get("DATABASE_URL")))) {
            assertEquals(
                    "Other by eve@example.com",
                    said.read(tx -> tx.first(
                                    "SELECT name, who FROM workspace_deletions",
                                    row -> row.text("name") + " by " + row.text("who"))
                            .orElseThrow()));
        }
    }

    /** Nothing listens, the id is nobody's, and whoever was in no other one cannot come in. */
    private static void nothingAnswersThere(TwoWorkspaces world, String id, String hook) {
        HttpResponse<String> sent = world.send("POST", hook, "{}", Map.of());
        HttpResponse<String> absent = world.send("POST", "/webhooks/" + "A".repeat(32), "{}", Map.of());
        assertEquals(404, sent.statusCode(), sent.body());
        assertEquals(withoutId(absent.body()), withoutId(sent.body()));
        PageClient ada = world.people.get("owner");
        same(
                ada.post("/workspace", fields("workspace", id)),
                ada.post("/workspace", fields("workspace", "unknown")),
                404);
        RestClient.Answer nowhere = world.browser()
                .post("/sign-in", fields("email", "eve@example.com", "password", TwoWorkspaces.PASSWORD));
        assertEquals(403, nowhere.status());
        assertTrue(
                nowhere.body().write().contains("no workspace"), nowhere.body().write());
        assertEquals("", nowhere.header("set-cookie"));
    }

    /** Whoever has another workspace goes on there, and the name is free for another one. */
    @ParameterizedTest
    @EnumSource
    void whoeverHasAnotherOneGoesOnThere(TestDatabase.Kind kind) throws IOException {
        try (var world = new TwoWorkspaces(folder, settings(kind))) {
            PageClient ada = world.people.get("owner");
            String home = String.valueOf(ada.get("/workspace").expect(200).text("id"));
            for (int i = 0; i < 2; i++) {
                Json.Obj made = ada.post("/workspaces", fields("name", "Again")).expect(201);
                ada.post("/workspace", fields("workspace", String.valueOf(made.text("id"))))
                        .expect(204);
                String key = TwoWorkspaces.fullKey(ada);
                TwoWorkspaces.Things things = world.fill(ada, key);
                assertEquals("ask-first", things.slug());
                assertEquals(
                        Json.Bool.TRUE,
                        ada.post("/workspace/delete", fields("name", "Again", "password", TwoWorkspaces.PASSWORD))
                                .expect(200)
                                .get("signedIn"));
                assertEquals(home, ada.get("/workspace").expect(200).text("id"));
                assertFalse(ada.get("/workspaces").expect(200).write().contains("Again"));
                assertEquals(401, world.rest(key).get("/workflows").status());
            }
        }
    }

    private static void refusals(PageClient eve, PageClient ada, RestClient rest) {
        String password = TwoWorkspaces.PASSWORD;
        assertEquals(
                400,
                eve.post("/workspace/delete", fields("name", "other", "password", password))
                        .status());
        assertEquals(
                400, eve.post("/workspace/delete", fields("password", password)).status());
        assertEquals(403, eve.post("/workspace/delete", fields("name", "Other")).status());
        assertEquals(
                403,
                eve.post("/workspace/delete", fields("name", "Other", "password", "not mine, no"))
                        .status());
        RestClient.Answer home = ada.post("/workspace/delete", fields("name", "Default", "password", password));
        assertEquals(403, home.status());
        assertTrue(
                home.body().write().contains("default workspace"), home.body().write());
        rest.get("/workflows").expect(200);
    }

    private static String hook(RestClient rest) {
        String workflow = String.valueOf(
                rest.post("/workflows", Json.parse(HOOK)).expect(201).text("id"));
        String url = String.valueOf(rest.post("/workflows/" + workflow + "/deploy", Json.EMPTY_OBJECT)
                .expect(200)
                .text("webhookUrl"));
        return url.substring(url.indexOf("/webhooks/"));
    }

    private static void same(RestClient.Answer one, RestClient.Answer other, int status) {
        assertEquals(status, one.status(), one.body().write());
        assertEquals(status, other.status());
        assertEquals(withoutId(other.body().write()), withoutId(one.body().write()));
    }

    private static String withoutId(String body) {
        return body.replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    private static void awaitEmpty(Database database, String sql, String workspace) {
        Supplier<Long> left = () -> database.read(
                tx -> tx.first(sql, row -> row.number("n"), workspace).orElseThrow());
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (left.get() > 0) {
            assertTrue(System.nanoTime() < until, () -> sql + ": " + left.get());
            Thread.onSpinWait();
        }
    }
}
