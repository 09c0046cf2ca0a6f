package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is decides what a client may do in their name, and they see and end it. */
class GrantsOfPeopleTest {
    @TempDir
    private Path folder;

    private OAuthWorld world;

    @BeforeEach
    void start() throws Exception {
        world = OAuthWorld.start(folder, Map.of());
    }

    @AfterEach
    void stop() throws Exception {
        world.close();
    }

    private static String access(Json.Obj tokens) {
        return String.valueOf(tokens.text("access_token"));
    }

    private static String refresh(Json.Obj tokens) {
        return String.valueOf(tokens.text("refresh_token"));
    }

    private static String error(RestClient.Answer answer) {
        return String.valueOf(answer.expect(400).text("error"));
    }

    @Test
    void cutsToTheRoleNowAndEndsWithTheMembership() throws Exception {
        PageClient vera = world.member("vera@example.com", "editor");
        String id = world.ada()
                .get("/people")
                .expect(200)
                .write()
                .replaceAll(".*\"id\":\"([^\"]+)\",\"email\":\"vera.*", "$1");
        OAuthBrowser browser = world.browser(vera);
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client, "scope", "actions:read workflows:write actions:run:send-report");
        assertEquals("actions:read actions:run:send-report workflows:write", tokens.text("scope"));
        RestClient rest = world.rest(access(tokens));
        Json draft = Json.object()
                .put("name", "x")
                .put("definition", Json.EMPTY_OBJECT)
                .build();
        assertFalse(rest.post("/workflows", draft).status() == 403);
        world.ada()
                .put("/people/" + id, Json.object().put("role", "viewer").build())
                .expect(200);
        rest.post("/workflows", draft).expect(403);
        rest.get("/actions").expect(200);
        assertEquals(
                "actions:read",
                browser.refresh(client, refresh(tokens)).expect(200).text("scope"));
        assertEquals(
                "actions:read",
                browser.tokens(client, "scope", "actions:read workflows:write").text("scope"),
                "a viewer cannot hand on what they may not do");

        world.ada().delete("/people/" + id).expect(204);
        rest.get("/actions").expect(401);
    }

    @Test
    void endsWithAnotherPassword() throws Exception {
        PageClient vera = world.member("vera@example.com", "viewer");
        OAuthBrowser browser = world.browser(vera);
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client);
        assertEquals(200, world.mcp("/mcp", access(tokens)));
        vera.post(
                        "/password",
                        Json.object()
                                .put("present", OAuthWorld.PASSWORD)
                                .put("password", "quite another sentence of mine")
                                .build())
                .expect(204);
        assertEquals(401, world.mcp("/mcp", access(tokens)));
        assertEquals("invalid_grant", error(browser.refresh(client, refresh(tokens))));
    }

    @Test
    void showsPeopleWhatTheyHaveLetInAndEndsIt() throws Exception {
        PageClient vera = world.member("vera@example.com", "viewer");
        String client = world.adas().register("Some host");
        Json.Obj adas = world.adas().tokens(client);
        Json.Obj veras = world.browser(vera).tokens(client, "scope", "actions:read");
        world.browser(vera).allow(ask(client));
        List<Json> seen = grants(vera);
        assertEquals(1, seen.size(), "not those of others, and not those whose code nobody brought");
        Json.Obj grant = (Json.Obj) seen.getFirst();
        assertEquals("Some host", ((Json.Obj) grant.get("client")).text("name"));
        assertEquals(Json.strings(List.of("actions:read")), grant.get("scopes"));
        assertEquals(2, grants(world.ada()).size(), "an admin sees those of the workspace");
        String adasId = grants(world.ada()).stream()
                .map(each -> String.valueOf(((Json.Obj) each).text("id")))
                .filter(each -> !each.equals(grant.text("id")))
                .findFirst()
                .orElseThrow();
        vera.delete("/grants/" + adasId).expect(404);
        vera.delete("/grants/none").expect(404);
        assertEquals(200, world.mcp("/mcp", access(veras)));
        world.ada().delete("/grants/" + grant.text("id")).expect(204);
        assertEquals(401, world.mcp("/mcp", access(veras)));
        assertEquals(200, world.mcp("/mcp", access(adas)));
        String audit = world.ada().get("/audit").expect(200).write();
        assertTrue(audit.contains("client.granted") && audit.contains("client.ended"), audit);
    }

    private static List<Json> grants(PageClient person) {
        return ((Json.Arr) person.get("/grants").expect(200).get("grants")).items();
    }
}
