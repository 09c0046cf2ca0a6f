package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names the server answers to, and which pages may call it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OriginTest {
    private static final String GUEST = "https://guest.example.net";
    private static final String PREFLIGHT = "Access-Control-Request-Method: POST";
    private TestServer server;
    private TestServer hospitable;

    @BeforeAll
    void start() {
        server = new TestServer();
        hospitable = new TestServer(List.of(), s -> s.withAllowedOrigins(Set.of(GUEST)));
    }

    @AfterAll
    void stop() {
        server.close();
        hospitable.close();
    }

    private Wire.Reply withHost(String path, String host) throws IOException {
        return Wire.ask(server.port, "GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n");
    }

    private Wire.Reply ask(TestServer at, String method, String path, String... headers) throws IOException {
        return Wire.ask(at.port, at.request(method, path, method.equals("POST") ? "{}" : null, headers));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8090",
                "LOCALHOST:1",
                "127.0.0.1",
                "127.0.0.1:99",
                "[::1]",
                "[::1]:8090",
                "triggo.example.org",
                "Triggo.Example.org:443"
            })
    void answersToItsOwnNames(String host) throws IOException {
        assertEquals(200, withHost("/healthz", host).status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.test",
                "evil.test:8090",
                "localhost.evil.test",
                "localhost.",
                "127.0.0.1.evil.test",
                "127.0.0.2",
                "0.0.0.0",
                "[::2]",
                "2130706433",
                "sub.triggo.example.org",
                "xlocalhost"
            })
    void answersToNoForeignName(String host) throws IOException {
        for (String path : List.of("/healthz", "/mcp", "/nothing")) {
            Wire.Reply reply = withHost(path, host);
            assertEquals(421, reply.status(), host);
            assertEquals("MISDIRECTED_REQUEST", CredentialTest.code(reply));
        }
    }

    @Test
    void believesNoForwardingHeaders() throws IOException {
        assertEquals(
                421,
                Wire.ask(
                                server.port,
                                "GET /healthz HTTP/1.1\r\nHost: evil.test\r\nX-Forwarded-Host: localhost\r\n"
                                        + "Forwarded: host=localhost\r\n\r\n")
                        .status());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.test",
                "null",
                "https://triggo.example.org.evil.test",
                "http://triggo.example.org",
                "https://triggo.example.org:444",
                "http://localhost:1",
                "http://localhost",
                "file://",
                "x",
                GUEST
            })
    void refusesForeignPages(String origin) throws IOException {
        int before = server.handled.get();

        Wire.Reply tool = ask(server, "POST", "/mcp", "Origin: " + origin, TestServer.bearer(TestServer.ALL));
        Wire.Reply read =
                ask(server, "GET", "/api/v1/runtime/actions", "Origin: " + origin, TestServer.bearer(TestServer.ALL));
        Wire.Reply open = ask(server, "POST", "/echo", "Origin: " + origin);
        Wire.Reply preflight = ask(server, "OPTIONS", "/mcp", "Origin: " + origin, PREFLIGHT);

        for (Wire.Reply reply : List.of(tool, read, open, preflight)) {
            assertEquals(403, reply.status(), origin);
            assertEquals("FORBIDDEN", CredentialTest.code(reply));
            assertTrue(reply.header("www-authenticate").isEmpty());
            assertTrue(reply.head().stream()
                    .noneMatch(line -> line.toLowerCase(Locale.ROOT).startsWith("access-control")));
        }
        assertEquals(before, server.handled.get());
        assertEquals(200, ask(server, "GET", "/healthz", "Origin: " + origin).status());
    }

    @Test
    void letsItsOwnPagesIn() throws IOException {
        for (String origin : List.of(
                "https://triggo.example.org",
                "HTTPS://Triggo.Example.org",
                "http://localhost:" + server.port,
                "http://127.0.0.1:" + server.port)) {
            Wire.Reply reply = ask(server, "POST", "/mcp", "Origin: " + origin, TestServer.bearer(TestServer.ALL));
            assertEquals(200, reply.status(), origin);
            assertTrue(reply.header("access-control-allow-origin").isEmpty());
        }
    }

    @Test
    void refusesTwoOrigins() throws IOException {
        String own = "Origin: https://triggo.example.org";
        assertEquals(
                403,
                ask(server, "POST", "/mcp", own, own, TestServer.bearer(TestServer.ALL))
                        .status());
    }

    @Test
    void letsAGuestCallAndRead() throws IOException {
        Wire.Reply preflight = ask(hospitable, "OPTIONS", "/mcp", "Origin: " + GUEST, PREFLIGHT);
        Wire.Reply call = ask(hospitable, "POST", "/mcp", "Origin: " + GUEST, TestServer.bearer(TestServer.ALL));
        Wire.Reply unknown = ask(hospitable, "POST", "/mcp", "Origin: " + GUEST);

        assertEquals(204, preflight.status());
        assertEquals(GUEST, preflight.header("access-control-allow-origin").orElse(""));
        assertEquals("POST", preflight.header("access-control-allow-methods").orElse(""));
        assertTrue(preflight.header("access-control-allow-headers").orElse("").contains("mcp-protocol-version"));
        assertTrue(preflight.header("access-control-allow-credentials").isEmpty());
        assertEquals(200, call.status());
        assertEquals(GUEST, call.header("access-control-allow-origin").orElse(""));
        assertEquals("origin", call.header("vary").orElse(""));
        assertEquals(401, unknown.status());
        assertTrue(unknown.header("access-control-expose-headers").orElse("").contains("www-authenticate"));
    }

    @Test
    void isNoGuestHouse() throws IOException {
        Wire.Reply reply = ask(hospitable, "OPTIONS", "/mcp", "Origin: https://evil.test", PREFLIGHT);

        assertEquals(403, reply.status());
        assertTrue(reply.header("access-control-allow-origin").isEmpty());
        assertEquals("origin", reply.header("vary").orElse(""));
        assertEquals(
                404,
                ask(hospitable, "OPTIONS", "/nothing", "Origin: " + GUEST, PREFLIGHT)
                        .status());
    }

    @ParameterizedTest
    @CsvSource({"0.0.0.0, true", "::, true", "192.168.1.5, true", "127.0.0.1, false", "::1, false", "localhost, false"})
    void takesAnyNameOnlyWhereStrangersMayCome(String bind, boolean anyName) {
        var neighbours = new Neighbours(HttpSettings.of(bind, 8090, "http://localhost:8090"));

        assertEquals(anyName, neighbours.answersTo("evil.test"));
        assertTrue(neighbours.answersTo("localhost"));
        assertFalse(neighbours.mayCall("http://evil.test", 8090));
        assertTrue(neighbours.mayCall("http://localhost:8090", 8090));
    }
}
