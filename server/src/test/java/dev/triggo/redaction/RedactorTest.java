package dev.triggo.redaction;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.PlantedSecrets;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class RedactorTest {
    private static final Redactor STANDARD = Redaction.standard().general();

    @Test
    void everyPlantedKindIsBlankedAloneAndAmongOtherText() {
        Map<String, PlantedSecrets.Planted> planted = PlantedSecrets.all();
        assertTrue(planted.size() >= 60);
        planted.forEach((kind, secret) -> {
            for (String text : List.of(
                    secret.text(),
                    "see " + secret.text() + " for more",
                    "[" + secret.text() + "]",
                    "value='" + secret.text() + "'\nnext",
                    secret.text() + "\n" + secret.text(),
                    "{\"text\":" + Json.of("x\n" + secret.text() + "\n").write() + "}")) {
                String redacted = STANDARD.redact(text);
                assertFalse(redacted.contains(secret.canary()), kind + ": " + redacted);
                assertTrue(redacted.contains("[redacted:"), kind);
                assertEquals(redacted, STANDARD.redact(redacted), kind);
            }
        });
    }

    @Test
    void ordinaryTextIsTheVerySame() {
        for (String text : List.of(
                "Bearer authentication is required",
                "Basic authentication",
                "task-force-for-a-long-named-thing-2",
                "https://example.com/a:b/c?x=1&y=2#z",
                "ssh://git@example.com/repo",
                "sk-learn-for-beginners-and-others",
                "2026-11-25T16:00:00.000Z",
                "a == b",
                "The password: please ask",
                "ada@example.com",
                "patience.is",
                "",
                "trg_AbCd****",
                "x=1",
                "npm_config_cache",
                "0190abcdef0190abcdef0190abcdef0190a",
                "key-value pairs",
                "sha256:3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e3f9a1c7e5b2d8f4a6c0e9b7d1f3a5c8e",
                "SKU 1234",
                "password=",
                "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----",
                "token=[redacted:field]&a=b")) {
            assertSame(text, STANDARD.redact(text));
        }
        Json value = Json.parse("{\"a\":[1,true,null,\"x\"],\"b\":{\"tokens\":12,\"keys\":[\"k\"]}}");
        assertSame(value, STANDARD.redact(value));
    }

    @Test
    void fieldsAreToldByTheirNamesHoweverWritten() {
        Json value = Json.parse("""
                {"Client-Secret": "abc", "apiKey": 12345, "PASSWORD": {"old": "x", "on": true, "deep": ["y"]}, "name": "ada",
                 "headers": {"Set-Cookie": ["a=b"], "accept": "*/*"}, "note": "", "token": null}""");
        assertEquals(Json.parse("""
                        {"Client-Secret": "[redacted:field]", "apiKey": "[redacted:field]",
                         "PASSWORD": {"old": "[redacted:field]", "on": true, "deep": ["[redacted:field]"]}, "name": "ada",
                         "headers": {"Set-Cookie": ["[redacted:field]"], "accept": "*/*"}, "note": "", "token": null}"""), STANDARD.redact(value));
        assertSame(STANDARD.redact(STANDARD.redact(value)).getClass(), Json.Obj.class);
        Redactor own =
                new Redaction(List.of("iban"), false, List.of(), workspace -> WorkspaceRedaction.Own.NONE).general();
        assertEquals(
                Json.parse("{\"IBAN\":\"[redacted:field]\",\"password\":\"x\"}"),
                own.redact(Json.parse("{\"IBAN\":\"DE1\",\"password\":\"x\"}")));
    }

    @Test
    void keysAreBlankedTooAndStayApart() {
        String one = "ghp_" + "a1".repeat(18);
        String two = "ghp_" + "b2".repeat(18);
        Json redacted = STANDARD.redact(
                Json.object().put(one, 1).put("x", 2).put(two, 3).build());
        assertEquals("{\"[redacted:github-token]\":1,\"x\":2,\"[redacted:github-token]#2\":3}", redacted.write());
        assertSame(redacted, STANDARD.redact(redacted));
    }

    @Test
    void escapesInJsonHideNothing() {
        String token = "ghp_" + "a1".repeat(18);
        Json value = Json.parse("{\"a\":\"\\u0067hp\\u005f" + "a1".repeat(18) + "\"}");
        assertEquals(
                "{\"a\":\"[redacted:github-token]\"}", STANDARD.redact(value).write());
        assertTrue(STANDARD.finds(token));
    }

    @Test
    void whatAWorkspaceNamesIsBlankedThereAndOnlyThere() {
        var own = new AtomicReference<>(new WorkspaceRedaction.Own(List.of(), List.of("Tax-Number"), true));
        var redaction = new Redaction(
                Redaction.USUAL_FIELDS,
                false,
                List.of(),
                workspace -> workspace.value().equals("w1") ? own.get() : WorkspaceRedaction.Own.NONE);
        Json value = Json.parse("{\"tax_number\": \"DE 811\", \"password\": \"p\", \"mail\": \"ada@example.com\"}");
        assertEquals(
                "{\"tax_number\":\"[redacted:field]\",\"password\":\"[redacted:field]\",\"mail\":\"ada@example.com\"}",
                redaction.of(new WorkspaceId("w1")).redact(value).write());
        assertTrue(
                redaction.of(new WorkspaceId("w1")).redact("taxNumber=DE811 x").contains("[redacted:field]"));
        assertFalse(redaction.of(new WorkspaceId("w1")).forView(value).write().contains("ada@"));
        assertTrue(redaction.of(new WorkspaceId("w2")).redact(value).write().contains("DE 811"));
        own.set(WorkspaceRedaction.Own.NONE);
        assertTrue(redaction.of(new WorkspaceId("w1")).redact(value).write().contains("DE 811"));
    }

    @Test
    void ourOwnCredentialsAreKnownInEveryFormTheyTravelIn() {
        String secret = "hunter2 & \"friends\"/ünd";
        byte[] bytes = secret.getBytes(StandardCharsets.UTF_8);
        var values = new AtomicReference<>(List.of(secret));
        var redaction = new Redaction(
                List.of(),
                false,
                List.of("server-own-secret"),
                workspace -> new WorkspaceRedaction.Own(values.get(), List.of(), false));
        Redactor ours = redaction.of(new WorkspaceId("w"));
        var forms = new ArrayList<>(List.of(
                secret,
                URLEncoder.encode(secret, StandardCharsets.UTF_8),
                URLEncoder.encode(secret, StandardCharsets.UTF_8).replace("+", "%20"),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes),
                Json.of(secret).write(),
                new StringBuilder(secret).reverse().toString(),
                "server-own-secret"));
        for (String user : List.of("", "a", "ab", "abc", "abcd")) {
            byte[] basic = (user + ":" + secret + "\n").getBytes(StandardCharsets.UTF_8);
            forms.add(Base64.getEncoder().encodeToString(basic));
            forms.add(Base64.getUrlEncoder().withoutPadding().encodeToString(basic));
        }
        for (String form : forms) {
            String redacted = ours.redact("before " + form + " after");
            assertTrue(redacted.contains("[redacted:credential]"), form + " -> " + redacted);
            assertTrue(redacted.startsWith("before ") && redacted.endsWith(" after"), redacted);
            assertFalse(redacted.contains("hunter"), redacted);
            assertEquals(redacted, ours.redact(redacted));
        }
        assertFalse(redaction.of(new WorkspaceId("other")).finds("x"));
        values.set(List.of("another-one"));
        assertTrue(redaction.of(new WorkspaceId("w")).finds("another-one"));
        assertFalse(redaction.of(new WorkspaceId("w")).finds(secret));
    }

    @Test
    void addressesAreBlankedOnlyInViewsAndOnlyWhenSwitchedOn() {
        Json value = Json.parse("{\"to\":\"Ada <ada.l+x@mail.example.com>, @nobody\"}");
        assertSame(value, STANDARD.forView(value));
        Redactor strict = new Redaction(List.of(), true, List.of(), workspace -> WorkspaceRedaction.Own.NONE).general();
        assertSame(value, strict.redact(value));
        assertEquals(
                "{\"to\":\"Ada <[redacted:email]>, @nobody\"}",
                strict.forView(value).write());
    }

    @Test
    void blankingTwiceIsBlankingOnce() {
        var random = new Random(7);
        var pieces = new ArrayList<>(List.of(
                "://",
                "@",
                ":",
                "=",
                "\"",
                "'",
                "\\",
                "password",
                "\"token\": ",
                "Authorization: ",
                " ",
                "\n",
                "eyJ",
                ".",
                "Bearer ",
                "[redacted:field]",
                "[redacted:",
                "]",
                "a1B2c3D4e5F6a1B2c3D4e5F6a1B2",
                "user",
                "/",
                "sk-",
                "AKIA",
                "cookie: ",
                "&",
                ";",
                "Q~",
                "-----BEGIN PRIVATE KEY-----",
                "-----END "));
        PlantedSecrets.all().values().forEach(secret -> pieces.add(secret.text()));
        var known = new Redaction(
                        Redaction.USUAL_FIELDS,
                        false,
                        List.of("a1B2c3D4e5F6", "/pass:word@"),
                        workspace -> WorkspaceRedaction.Own.NONE)
                .general();
        for (int i = 0; i < 20_000; i++) {
            var text = new StringBuilder();
            for (int n = 1 + random.nextInt(8); n > 0; n--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
            }
            for (Redactor redactor : List.of(STANDARD, known)) {
                String once = redactor.redact(text.toString());
                assertEquals(once, redactor.redact(once), text.toString());
            }
        }
    }

    @Test
    @Timeout(60)
    void hostileTextCostsNoMoreThanOther() {
        int size = 1 << 20;
        String plain = "lorem ipsum dolor sit amet ".repeat(size / 27);
        STANDARD.redact(plain);
        for (String piece : List.of(
                "eyJ",
                "eyJa.",
                "AKIA",
                "sk-",
                "sk-a",
                "://",
                "://a:b",
                "://a",
                "password=",
                "Bearer ",
                "basic ",
                "-----BEGIN ",
                "-----BEGIN PRIVATE KEY",
                ":AA",
                "1:AA",
                "Q~",
                "1Q~",
                "a:",
                "\"password\":\"\\",
                "token:",
                "=",
                ":",
                "'",
                "pat",
                "SG.",
                "-us",
                "hooks.slack.com/services/",
                "@",
                "a@",
                "a.@",
                "ghp_",
                ".atlasv1.",
                "cookie:",
                "EAA",
                "A")) {
            String text = piece.repeat(size / piece.length());
            long began = System.nanoTime();
            STANDARD.redact(text);
            new Redaction(List.of(), true, List.of(), workspace -> WorkspaceRedaction.Own.NONE)
                    .general()
                    .forView(Json.of(text));
            Duration took = Duration.ofNanos(System.nanoTime() - began);
            assertTrue(took.toMillis() < 1_500, piece + " took " + took);
        }
    }

    @Test
    void differentSecretsAreAllBlankedInOneText() {
        var all = new StringBuilder();
        PlantedSecrets.all()
                .values()
                .forEach(secret -> all.append(secret.text()).append("\n"));
        String redacted = STANDARD.redact(all.toString());
        PlantedSecrets.all()
                .forEach((kind, secret) -> assertFalse(redacted.contains(secret.canary()), kind + " in\n" + redacted));
        assertNotEquals(all.toString(), redacted);
    }

    @Test
    void theOperatorIsToldWhichFieldsAreSecret() throws IOException {
        String page = Files.readString(WrittenDocs.root().resolve("docs/operating.md"));
        Redaction.USUAL_FIELDS.forEach(
                name -> assertTrue(page.contains("`" + name + "`"), name + " is not in docs/operating.md"));
    }
}
