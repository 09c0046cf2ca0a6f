package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;

import dev.triggo.kernel.Json;
import dev.triggo.people.Codes;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Asks the page's door for everything that only people ask for; each answer is looked at. */
final class AnswersToPeople {
    private final TwoWorkspaces world;
    private final Allowlist allowlist;
    private final Path folder;
    private final PageClient owner;
    private final SeenDoor page;

    AnswersToPeople(TwoWorkspaces world, Allowlist allowlist, Path folder) {
        this.world = world;
        this.allowlist = allowlist;
        this.folder = folder;
        this.owner = world.people.get("owner");
        this.page = seen(owner);
    }

    void all() throws IOException {
        connections();
        settings();
        people();
        comingIn();
        workspaces();
        firstAccount();
    }

    private SeenDoor seen(PageClient person) {
        return SeenDoor.of(person, allowlist);
    }

    private void connections() {
        Json.Obj made = page.post(201, "/connections", """
                {"connector": "telegram", "name": "Bot", "fields": {"secret": "planted"}, "hosts": ["127.0.0.1"]}""");
        String one = "/connections/" + made.text("id");
        page.get("/connections");
        page.get("/connection-kinds");
        page.get(one);
        page.ask(200, "PUT", one, fields("name", "Renamed"));
        page.post(200, one + "/test", "{}");
        page.ask(204, "DELETE", one, null);
        page.post(
                201,
                "/connection-sign-ins",
                "{\"connector\": \"gmail\", \"name\": \"Mail\", \"clientId\": \"c\", \"clientSecret\": \"planted\"}");
    }

    private void settings() {
        String key = page.post(201, "/keys", """
                        {"name": "k", "scopes": ["runs:read"], "rateLimitPerMinute": 5, "expiresAt": "2090-01-01T00:00:00Z"}""").text("id");
        page.post(200, "/keys/" + key + "/rotate", "{}");
        page.get("/keys");
        page.ask(200, "DELETE", "/keys/" + key, null);
        page.get("/policy");
        page.ask(200, "PUT", "/policy", Json.parse("""
                {"redactFields": ["iban"], "redactEmails": false, "egressAllowed": [], "egressDenied": ["example.com"],
                 "keptDays": 7}"""));
        for (String path : List.of("/starters", "/usage", "/audit", "/oidc", "/setup", "/session", "/sessions")) {
            page.get(path);
        }
        var browser = new OAuthBrowser(world.server.port(), owner.cookie());
        browser.tokens(browser.register("Some host"));
        page.ask(
                204,
                "DELETE",
                "/grants/" + SeenDoor.first(page.get("/grants"), "grants").text("id"),
                null);
    }

    private String invited(SeenDoor by, String email) {
        return String.valueOf(by.ask(201, "POST", "/invitations", fields("email", email, "role", "viewer"))
                .text("invitation"));
    }

    private void people() {
        Json accept = fields("invitation", invited(page, "new@example.com"), "name", "N", "password", PASSWORD);
        Json.Obj in = seen(world.browser()).ask(201, "POST", "/invitations/accept", accept);
        String one = "/people/" + SeenDoor.inner(in, "person").text("id");
        page.ask(200, "PUT", one, fields("role", "editor"));
        page.get("/people");
        page.ask(204, "DELETE", one, null);
        invited(page, "late@example.com");
        Json.Arr standing = (Json.Arr) page.get("/invitations").get("invitations");
        page.ask(204, "DELETE", "/invitations/" + ((Json.Obj) standing.items().getLast()).text("id"), null);
        String second = invited(seen(world.eve), "owner@example.com");
        page.ask(200, "POST", "/invitations/join", fields("invitation", second));
    }

    private void comingIn() {
        SeenDoor editor = seen(world.people.get("editor"));
        String secret = String.valueOf(editor.ask(201, "POST", "/second-factor", fields("password", PASSWORD))
                .text("secret"));
        Json.Arr codes = (Json.Arr) editor.ask(200, "POST", "/second-factor/confirm", fields("code", Codes.now(secret)))
                .get("recoveryCodes");
        editor.get("/second-factor");
        Json login = fields("email", "editor@example.com", "password", PASSWORD);
        SeenDoor fresh = seen(world.browser());
        String half = String.valueOf(fresh.ask(200, "POST", "/sign-in", login).text("signIn"));
        fresh.ask(200, "POST", "/sign-in/code", fields("signIn", half, "code", text(codes, 0)));
        Json.Arr renewed = (Json.Arr) editor.ask(
                        200,
                        "POST",
                        "/second-factor/recovery-codes",
                        fields("password", PASSWORD, "code", text(codes, 1)))
                .get("recoveryCodes");
        editor.ask(204, "POST", "/second-factor/disable", fields("password", PASSWORD, "code", text(renewed, 0)));
        fresh.ask(200, "POST", "/sign-in", login);
        Json.Arr sessions = (Json.Arr) fresh.get("/sessions").get("sessions");
        sessions.items().stream()
                .map(session -> (Json.Obj) session)
                .filter(session -> session.get("current") == Json.Bool.FALSE)
                .limit(1)
                .forEach(session -> fresh.ask(204, "DELETE", "/sessions/" + session.text("id"), null));
        fresh.ask(200, "DELETE", "/sessions", null);
        fresh.ask(204, "POST", "/password", fields("present", PASSWORD, "password", PASSWORD + "!"));
        fresh.ask(204, "POST", "/sign-out", Json.EMPTY_OBJECT);
        String link;
        try (LocalData data = LocalData.open(Settings.read(Map.of("TRIGGO_DATA_DIR", folder.toString())))) {
            link = data.recovery().passwordLink("editor@example.com").secret();
        }
        fresh.ask(204, "POST", "/password/link", fields("link", link, "password", PASSWORD));
    }

    private void workspaces() {
        String home = String.valueOf(page.get("/workspace").text("id"));
        page.get("/workspaces");
        page.ask(200, "PUT", "/workspace", fields("name", "Renamed"));
        String third = String.valueOf(
                page.ask(201, "POST", "/workspaces", fields("name", "Third")).text("id"));
        page.ask(204, "POST", "/workspace", fields("workspace", third));
        page.ask(200, "POST", "/workspace/delete", fields("name", "Third", "password", PASSWORD));
        page.ask(204, "POST", "/workspace", fields("workspace", home));
    }

    private void firstAccount() throws IOException {
        Path fresh = folder.resolve("fresh");
        try (var server = RunningServer.start(Files.createDirectory(fresh), Map.of())) {
            String token = Files.readString(fresh.resolve("setup-token")).strip();
            seen(new PageClient(server.port()))
                    .ask(
                            201,
                            "POST",
                            "/setup",
                            fields("token", token, "email", "a@example.com", "name", "A", "password", PASSWORD));
        }
    }

    private static String text(Json.Arr texts, int at) {
        return ((Json.Str) texts.items().get(at)).value();
    }
}
