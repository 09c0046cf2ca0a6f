package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of the clients that they have let in, and what is kept of them. */
class GrantedClientsTest {
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

    @Test
    void keepsNoSecretAndCountsByPersonAndClient() throws Exception {
        OAuthBrowser browser = world.adas();
        String client = browser.register("Some host");
        Json.Obj tokens = browser.tokens(client);
        String code = browser.allow(ask(client)).get("code");
        Json.Obj others = browser.tokens(client);
        String remaining = world.rest(access(tokens)).get("/actions").header("x-ratelimit-remaining");
        String after = world.rest(access(others)).get("/actions").header("x-ratelimit-remaining");
        assertEquals(1, Long.parseLong(remaining) - Long.parseLong(after));
        world.restart();
        var kept = new TreeSet<String>();
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String text = Files.readString(file, StandardCharsets.ISO_8859_1);
                for (String secret : List.of(access(tokens), refresh(tokens), code)) {
                    if (text.contains(secret)) {
                        kept.add(file.getFileName() + " holds " + secret);
                    }
                }
            }
        }
        assertEquals(Set.of(), kept);
        assertEquals(200, world.mcp("/mcp", RunningServer.KEY), "keys work beside tokens");
    }
}
