package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may come in, and what the others are told. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CredentialTest {
    private static final String METADATA =
            "resource_metadata=\"https://triggo.example.org/.well-known/oauth-protected-resource/mcp\"";
    /** The scopes by which a host begins; a route that needs others names those. */
    private static final String UNKNOWN = METADATA + ", scope=\"actions:read actions:run runs:read\"";

    private TestServer server;

    @BeforeAll
    void start() {
        server = new TestServer();
    }

    @AfterAll
    void stop() {
        server.close();
    }

    private Wire.Reply ask(String method, String target, String body, String... headers) throws IOException {
        return Wire.ask(server.port, server.request(method, target, body, headers));
    }

    static String code(Wire.Reply reply) {
        return Json.parse(reply.body()) instanceof Json.Obj body ? body.text("code") : null;
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void challengesEveryMethodWithoutACredential(String method) throws IOException {
        Wire.Reply reply = ask(method, "/mcp", null);

        assertEquals(401, reply.status());
        assertEquals("UNAUTHORIZED", code(reply));
        // What is to be sent is told, and not taken for a secret that was sent.
        assertTrue(
                reply.body().contains("Bearer") && !reply.body().contains("redacted"),
                () -> String.valueOf(reply.body()));
        assertEquals("Bearer " + UNKNOWN, reply.header("www-authenticate").orElse(""));
        assertTrue(reply.header("x-ratelimit-limit").isEmpty());
    }

    @Test
    void challengesHeadToo() throws IOException {
        try (var wire = new Wire(server.port)) {
            Wire.Reply reply = wire.send(server.request("HEAD", "/mcp", null)).readHead();

            assertEquals(401, reply.status());
            assertEquals("Bearer " + UNKNOWN, reply.header("www-authenticate").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "HEAD", "PUT", "DELETE"})
    void tellsTheMethodsToWhoeverMayKnow(String method) throws IOException {
        try (var wire = new Wire(server.port)) {
            Wire.Reply reply = wire.send(server.request(method, "/mcp", null, TestServer.bearer(TestServer.NOTHING)))
                    .readHead();

            assertEquals(405, reply.status());
            assertEquals("POST", reply.header("allow").orElse(""));
            assertEquals("60", reply.header("x-ratelimit-limit").orElse(""));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Basic dHJnX2FsbDp4",
                "Authorization: trg_all",
                "Authorization: Bearer",
                "Authorization: Bearer ",
                "Authorization:",
                "Authorization: Bearertrg_all",
                "Authorization: Bearer\ttrg_all",
                "Authorization: Token trg_all",
                "X-Api-Key: trg_all",
                "Cookie: token=trg_all",
            })
    void takesNothingElseForACredential(String header) throws IOException {
        int before = server.authentications.get();

        Wire.Reply reply = ask("POST", "/mcp", "{}", header);

        assertEquals(401, reply.status(), header);
        assertEquals("Bearer " + UNKNOWN, reply.header("www-authenticate").orElse(""));
        assertEquals(before, server.authentications.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Authorization: Bearer trg_other",
                "Authorization: Bearer  trg_all",
                "Authorization: Bearer trg_all trg_all",
                "Authorization: Bearer trg_all,trg_all",
                "Authorization: Bearer \"trg_all\"",
                "Authorization: Bearer trg_\u00e4ll",
                "Authorization: Bearer =",
                "Authorization: Bearer trg_all\r\nAuthorization: Bearer trg_all",
                "Authorization: Bearer trg_all\r\nauthorization: Basic eDp5",
                "Authorization: Basic eDp5\r\nAuthorization: Bearer trg_all",
            })
    void callsAWrongTokenInvalid(String header) throws IOException {
        Wire.Reply reply = ask("POST", "/mcp", "{}", header);

        assertEquals(401, reply.status(), header);
        assertEquals(
                "Bearer error=\"invalid_token\", " + UNKNOWN,
                reply.header("www-authenticate").orElse(""));
        assertFalse(reply.body().contains("trg_"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"Authorization: Bearer trg_\0all", "Authorization: Bearer trg_\u0007all", "Author\u0131zation: x"
            })
    void refusesControlCharactersBeforeAnything(String header) throws IOException {
        assertEquals(400, ask("POST", "/mcp", "{}", header).status());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER", "bEaReR"})
    void takesTheSchemeInAnyCase(String scheme) throws IOException {
        assertEquals(
                200,
                ask("POST", "/mcp", "{}", "authorization: " + scheme + " trg_all")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"?token=trg_all", "?access_token=x", "?key=1", "?api_key=abc", "?x=trg_all", "?x=%74rg_all"})
    void refusesACredentialInTheUrl(String query) throws IOException {
        int before = server.handled.get();

        Wire.Reply guarded = ask("POST", "/mcp" + query, "{}");
        Wire.Reply withHeader = ask("POST", "/mcp" + query, "{}", TestServer.bearer(TestServer.ALL));
        Wire.Reply open = ask("GET", "/healthz" + query, null);

        assertEquals(401, guarded.status());
        assertEquals(401, withHeader.status());
        assertEquals(400, open.status());
        for (Wire.Reply reply : List.of(guarded, withHeader, open)) {
            assertTrue(reply.body().contains("does not belong into a URL"), reply.body());
            assertFalse(reply.body().contains("trg_"), reply.body());
        }
        assertEquals(before, server.handled.get());
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /api/v1/runtime/actions, trg_reader, 200, ''",
        "GET, /api/v1/runtime/actions, trg_all, 200, ''",
        "GET, /api/v1/runtime/actions, trg_nothing, 403, actions:read",
        "GET, /api/v1/runtime/actions, trg_limited, 403, actions:read",
        "GET, /api/v1/runtime/actions/x, trg_limited, 200, ''",
        "GET, /api/v1/runtime/actions/x, trg_nothing, 403, actions:read",
        "POST, /api/v1/runtime/actions/x/run, trg_reader, 403, actions:run runs:read",
        "POST, /api/v1/runtime/actions/x/run, trg_all, 200, ''",
        "POST, /narrow, trg_reader, 403, runs:read actions:run",
        "POST, /mcp, trg_nothing, 200, ''",
    })
    void asksForAllTheScopesThatTheRouteNames(String method, String path, String token, int status, String scopes)
            throws IOException {
        Wire.Reply reply = ask(method, path, method.equals("POST") ? "{}" : null, TestServer.bearer(token));

        assertEquals(status, reply.status(), reply.body());
        assertEquals("60", reply.header("x-ratelimit-limit").orElse(""));
        if (status == 403) {
            assertEquals("FORBIDDEN", code(reply));
            assertEquals(
                    "Bearer error=\"insufficient_scope\", scope=\"" + scopes + "\", " + METADATA,
                    reply.header("www-authenticate").orElse(""));
            assertEquals(
                    Json.strings(List.of(scopes.split(" "))), ((Json.Obj) Json.parse(reply.body())).get("details"));
        }
    }

    @Test
    void countsEveryAuthenticatedRequestAndSaysSo() throws IOException {
        long before = server.placesTaken.get();

        Wire.Reply reply = ask("POST", "/mcp", "{}", TestServer.bearer(TestServer.ALL));

        assertEquals("60", reply.header("x-ratelimit-limit").orElse(""));
        assertEquals("41", reply.header("x-ratelimit-remaining").orElse(""));
        assertEquals("1800000000", reply.header("x-ratelimit-reset").orElse(""));
        assertEquals(before + 1, server.placesTaken.get());
        assertTrue(ask("GET", "/healthz", null).header("x-ratelimit-limit").isEmpty());
    }

    @Test
    void refusesWhoeverHasSpentTheWindow() throws IOException {
        int before = server.handled.get();

        Wire.Reply reply = ask("POST", "/mcp", "{}", TestServer.bearer(TestServer.SPENT));

        assertEquals(429, reply.status());
        assertEquals("RATE_LIMIT_EXCEEDED", code(reply));
        assertEquals("17", reply.header("retry-after").orElse(""));
        assertEquals("0", reply.header("x-ratelimit-remaining").orElse(""));
        assertEquals(before, server.handled.get());
    }

    @Test
    void refusesBeforeItAsksForTheBody() throws IOException {
        try (var wire = new Wire(server.port)) {
            wire.send("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\nExpect: 100-continue\r\n\r\n");

            assertEquals(401, wire.read().status());
            assertTrue(wire.isClosedByServer());
        }
    }

    /** A refused body that is small enough to skip must not cost the connection. */
    @Test
    void keepsTheConnectionOfARefusedRequest() throws IOException {
        try (var wire = new Wire(server.port)) {
            for (int i = 0; i < 3; i++) {
                wire.send(server.request("POST", "/mcp", "{\"a\": 1}"));
                assertEquals(401, wire.read().status());
            }
            wire.send(server.request("POST", "/mcp", "{}", TestServer.bearer(TestServer.ALL)));
            assertEquals(200, wire.read().status());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/mcp/",
                "//mcp",
                "/./mcp",
                "/mcp;x=y",
                "/mcp%2f",
                "/mcp%00",
                "/%2e/mcp",
                "/MCP",
                "/x/..;/mcp",
                "/mcp/health",
                "/mcp.",
                "/mcp%20",
                "/mcp%",
                "/mcp%5c",
                "/mcp/metrics",
                "/api/v1/runtime/actions/../../../../healthz",
                "/healthz/../mcp",
                "/healthz/..%2fmcp",
                "/healthz/%2e%2e/mcp",
                "/healthz;/../mcp"
            })
    void offersNoOtherWayIn(String path) throws IOException {
        int before = server.handled.get();

        Wire.Reply reply = ask("POST", path, "{}");

        assertEquals(404, reply.status(), path);
        assertEquals("NOT_FOUND", code(reply));
        assertEquals(before, server.handled.get());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Original-URL: /healthz",
                "X-Rewrite-URL: /healthz",
                "X-HTTP-Method-Override: GET",
                "X-Forwarded-Host: x"
            })
    void isNotTalkedRoundByHeaders(String header) throws IOException {
        assertEquals(401, ask("POST", "/mcp", "{}", header).status());
        assertEquals(405, ask("POST", "/healthz", null, header).status());
    }

    @Test
    void takesTheAbsoluteFormForTheSamePath() throws IOException {
        assertEquals(
                401,
                ask("POST", "http://localhost:" + server.port + "/mcp", "{}").status());
        assertEquals(
                400,
                ask("GET", "http://user@localhost:" + server.port + "/healthz", null)
                        .status());
        assertEquals(400, ask("GET", "/healthz#/mcp", null).status());
    }
}
