package dev.triggo.oauth;

import static dev.triggo.testing.OAuthBrowser.ask;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.OAuthBrowser;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in a parameter, the answer is a refusal or a page, never an accident of ours. */
class HostileParametersTest {
    private static final List<String> VALUES = List.of(
            " ",
            "\t",
            "\0",
            "é",
            "\uD83D\uDE00",
            "\u202E",
            "a b",
            "a+b",
            "%",
            "%zz",
            "'\"<>&;",
            "{}",
            "[",
            "null",
            "0",
            "-1",
            "http://",
            "https://",
            "https://[",
            "https://a/%zz",
            "https:a",
            "::",
            "//",
            "javascript:1",
            "urn:x",
            "a".repeat(3_000));

    @TempDir
    private Path folder;

    @Test
    void isNeverAnAccident() throws Exception {
        var accidents = new ArrayList<String>();
        try (var world = OAuthWorld.start(folder, Map.of())) {
            OAuthBrowser browser = world.adas();
            String client = browser.register("Some host");
            Map<String, String> good =
                    ask(client, "scope", "runs:read", "resource", world.resource(), "prompt", "consent");
            for (String value : VALUES) {
                good.keySet().forEach(name -> {
                    var asked = new LinkedHashMap<>(good);
                    asked.put(name, value);
                    var page = browser.authorize(asked);
                    note(accidents, "authorize " + name + "=" + value, page);
                    note(
                            accidents,
                            "stranger " + name + "=" + value,
                            world.nobodys().authorize(asked));
                    if (page.statusCode() == 200) {
                        var decided = browser.submit(page, "consent", "decision", "allow");
                        note(accidents, "consent " + name + "=" + value, decided);
                    }
                });
                for (String name : List.of(
                        "request_uri", "request", "response_mode", "authorization_details", "claims", "max_age")) {
                    var asked = new LinkedHashMap<>(good);
                    asked.put(name, value);
                    note(accidents, "authorize " + name + "=" + value, browser.authorize(asked));
                }
            }
            tokens(accidents, browser, client, world.resource());
            registrations(accidents, browser);
        }
        assertEquals(List.of(), accidents);
    }

    /** What a client may ask for again and again would be counted; here each is asked of a form of its own. */
    private static void tokens(List<String> accidents, OAuthBrowser browser, String client, String resource) {
        var code = new LinkedHashMap<>(Map.of(
                "grant_type",
                "authorization_code",
                "client_id",
                client,
                "code",
                "x",
                "redirect_uri",
                OAuthBrowser.REDIRECT,
                "code_verifier",
                OAuthBrowser.VERIFIER,
                "resource",
                resource));
        var refresh =
                Map.of("grant_type", "refresh_token", "client_id", client, "refresh_token", "x", "scope", "runs:read");
        for (Map<String, String> good : List.of(code, refresh)) {
            for (String name : good.keySet()) {
                for (String value : VALUES.subList(0, 20)) {
                    var form = new LinkedHashMap<>(good);
                    form.put(name, value);
                    note(accidents, "token " + name + "=" + value, browser.form("/oauth2/token", form));
                }
            }
        }
        for (String value : VALUES) {
            note(
                    accidents,
                    "revoke " + value,
                    browser.form("/oauth2/revoke", Map.of("token", value, "client_id", value)));
        }
    }

    private static void registrations(List<String> accidents, OAuthBrowser browser) {
        for (String value : VALUES) {
            var answer = browser.register(Json.object()
                    .put("redirect_uris", Json.strings(List.of(value)))
                    .put("client_name", value)
                    .build());
            if (answer.status() >= 500) {
                accidents.add("register " + value);
            }
            assertTrue(answer.status() == 429 || answer.body().has("error") || answer.status() == 201);
        }
    }

    private static void note(List<String> accidents, String what, HttpResponse<String> answer) {
        if (answer.statusCode() >= 500) {
            accidents.add(what + ": " + answer.statusCode());
        }
    }
}
