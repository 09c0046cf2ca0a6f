package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RedirectsTest {
    private Egress egress;
    private RawServer origin;
    private RawServer elsewhere;
    private int status = 302;
    private String location = "";

    @BeforeEach
    void open() throws IOException {
        egress = new Egress(
                EgressSettings.of("127.0.0.1", List.of()), name -> List.of(InetAddress.getByName("127.0.0.1")));
        origin = RawServer.start((seen, out, socket) ->
                out.write((seen.line().contains("/start") ? RawServer.redirect(status, location) : RawServer.ok("here"))
                        .getBytes(StandardCharsets.UTF_8)));
        elsewhere = RawServer.saying(RawServer.ok("there"));
    }

    @AfterEach
    void close() throws IOException {
        egress.close();
        origin.close();
        elsewhere.close();
    }

    private OutgoingRequest post() {
        return OutgoingRequest.of("POST", origin.url("/start"))
                .header("Authorization", "Bearer s3cret")
                .header("Cookie", "s3cret=1")
                .header("X-Api-Key", "s3cret")
                .header("Idempotency-Key", "s3cret")
                .header("Content-Type", "text/plain")
                .header("Accept", "text/html")
                .body("s3cret".getBytes(StandardCharsets.UTF_8))
                .followingRedirects();
    }

    @Test
    void followsNothingUnlessAsked() throws Exception {
        location = "/next";
        Reply reply = egress.call(OutgoingRequest.of("GET", origin.url("/start")));
        assertEquals(302, reply.status());
        assertEquals("/next", reply.header("location"));
        assertEquals(1, origin.seen.size());
    }

    @Test
    void keepsEverythingWithinTheOriginAndChangesTheMethodAsBrowsersDo() throws Exception {
        location = "/next";
        record Case(int status, String line, String body) {}
        for (Case c : List.of(
                new Case(301, "GET /next HTTP/1.1", ""),
                new Case(302, "GET /next HTTP/1.1", ""),
                new Case(303, "GET /next HTTP/1.1", ""),
                new Case(307, "POST /next HTTP/1.1", "s3cret"),
                new Case(308, "POST /next HTTP/1.1", "s3cret"))) {
            status = c.status();
            assertEquals(200, egress.call(post()).status());
            var seen = origin.seen.getLast();
            assertEquals(c.line(), seen.line());
            assertEquals(c.body(), seen.body());
            assertTrue(seen.has("Authorization: Bearer s3cret\r\n"));
            assertTrue(seen.has("X-Api-Key: s3cret\r\n"));
            assertEquals(!c.body().isEmpty(), seen.has("Content-Type: text/plain\r\n"));
        }
        for (int other : List.of(300, 304, 305, 306)) {
            status = other;
            assertEquals(other, egress.call(post()).status());
        }
    }

    @Test
    void takesNoCredentialAndNoBodyToAnotherOrigin() throws Exception {
        for (String to : List.of(
                elsewhere.url("/x"),
                "http://localhost.example.com:" + elsewhere.port() + "/x",
                "//127.0.0.1:" + elsewhere.port() + "/x")) {
            location = to;
            for (int code : List.of(301, 302, 303)) {
                status = code;
                assertEquals("there", new String(egress.call(post()).body(), StandardCharsets.UTF_8));
                var seen = elsewhere.seen.getLast();
                assertEquals("GET /x HTTP/1.1", seen.line());
                assertFalse(seen.head().contains("s3cret") || seen.body().contains("s3cret"), seen.head());
                assertTrue(seen.has("Accept: text/html\r\n"));
            }
            int before = elsewhere.seen.size();
            for (int code : List.of(307, 308)) {
                status = code;
                assertEquals(code, egress.call(post()).status());
            }
            // A body on any method stays, also on one that the status would not change.
            for (String method : List.of("GET", "PUT", "DELETE")) {
                status = 302;
                var request = OutgoingRequest.of(method, origin.url("/start"))
                        .body("s3cret".getBytes(StandardCharsets.UTF_8));
                assertEquals(302, egress.call(request.followingRedirects()).status());
            }
            assertEquals(before, elsewhere.seen.size());
        }
    }

    @Test
    void dropsCredentialsForGoodOnceTheOriginChanged() throws Exception {
        try (var back = RawServer.start((seen, out, socket) ->
                out.write(RawServer.redirect(302, origin.url("/next")).getBytes(StandardCharsets.UTF_8)))) {
            location = back.url("/");
            assertEquals(
                    200,
                    egress.call(OutgoingRequest.of("GET", origin.url("/start"))
                                    .header("Authorization", "s3cret")
                                    .followingRedirects())
                            .status());
            assertEquals("GET /next HTTP/1.1", origin.seen.getLast().line());
            assertFalse(origin.seen.getLast().head().contains("s3cret"));
        }
    }

    @Test
    void goesFiveHopsAndNoFurther() throws Exception {
        location = "/start";
        var failure = assertThrows(
                EgressFailure.class,
                () -> egress.call(
                        OutgoingRequest.of("GET", origin.url("/start")).followingRedirects()));
        assertEquals(EgressFailure.Kind.UPSTREAM_ERROR, failure.kind());
        assertEquals(1 + Egress.MAX_REDIRECTS, origin.seen.size());
    }

    @Test
    void judgesEachHopAsIfItWereTheFirst() throws Exception {
        for (String to : List.of(
                "http://10.0.0.1/",
                "http://[::1]:" + elsewhere.port() + "/",
                "http://169.254.169.254/latest/meta-data/",
                "file:///etc/passwd",
                "gopher://127.0.0.1:" + elsewhere.port() + "/",
                "http://u:p@127.0.0.1:" + elsewhere.port() + "/",
                "//[::]:" + elsewhere.port(),
                "\\\\127.0.0.1:" + elsewhere.port() + "\\",
                "http://0x7f.1:" + elsewhere.port())) {
            location = to;
            assertThrows(
                    EgressDenied.class,
                    () -> egress.call(
                            OutgoingRequest.of("GET", origin.url("/start")).followingRedirects()),
                    to);
        }
        location = elsewhere.url("/");
        var narrow = EgressRules.of(List.of("127.0.0.1:" + origin.port()), List.of());
        assertThrows(
                EgressDenied.class,
                () -> egress.call(OutgoingRequest.of("GET", origin.url("/start"))
                        .followingRedirects()
                        .under("", narrow)));
        assertEquals(0, elsewhere.connections.get());
    }
}
