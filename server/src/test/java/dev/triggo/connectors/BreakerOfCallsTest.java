package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.connectors.catalog.Catalog;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.Ports;
import dev.triggo.testing.TestClock;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What counts against a service and what does not, with real calls to a real one. */
class BreakerOfCallsTest {
    private final TestClock clock = TestClock.someDay();
    private Upstream upstream;
    private Egress egress;
    private Connectors connectors;

    @BeforeEach
    void open() throws Exception {
        upstream = new Upstream();
        egress = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
        connectors = new Connectors(
                Catalog.all(), egress, workspace -> EgressRules.NONE, clock, new Breakers(clock::nanoTime));
    }

    @AfterEach
    void close() {
        egress.close();
        upstream.close();
    }

    private CallResult call(String workspace, String url, long millis) throws InterruptedException {
        return connectors.call(new CallRequest(
                new WorkspaceId(workspace),
                "http-request",
                "http_request",
                Json.object().put("url", url).build(),
                "run-1",
                1,
                "idem-1",
                false,
                System.nanoTime() + Duration.ofMillis(millis).toNanos()));
    }

    private String code(String url) throws InterruptedException {
        return switch (call("w", url, 10_000)) {
            case CallResult.Done done -> "";
            case CallResult.Failed failed -> failed.code();
        };
    }

    @Test
    void aServiceThatFailsFiveTimesIsLeftAloneForAMinuteAndThenTriedOnce() throws Exception {
        upstream.answering(503, "text/plain", "busy");
        for (int i = 0; i < 5; i++) {
            assertEquals("UPSTREAM_ERROR", code(upstream.url("/" + i)));
        }
        var refused = assertInstanceOf(CallResult.Failed.class, call("w", upstream.url("/x"), 10_000));
        assertEquals("CIRCUIT_OPEN", refused.code());
        assertFalse(refused.retryable());
        assertFalse(refused.safetyViolation());
        assertTrue(refused.message().contains("127.0.0.1:" + upstream.port()), refused.message());
        assertEquals(5, upstream.seen.size());

        var others = assertInstanceOf(CallResult.Failed.class, call("another", upstream.url("/"), 10_000));
        assertEquals("UPSTREAM_ERROR", others.code());
        assertEquals(6, upstream.seen.size());

        clock.move(Duration.ofSeconds(60));
        upstream.answering(200, "application/json", "{}");
        assertEquals("", code(upstream.url("/")));
        assertEquals("", code(upstream.url("/")));
        assertEquals(8, upstream.seen.size());
    }

    /** What the service says of a request that is not to its liking, and its wish for fewer, is no fault of it. */
    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 409, 422, 429})
    void whatACallerDoesWrongDoesNotCount(int status) throws Exception {
        upstream.answering(status, "text/plain", "no");
        for (int i = 0; i < 12; i++) {
            assertFalse(code(upstream.url("/")).equals("CIRCUIT_OPEN"));
        }
        assertEquals(12, upstream.seen.size());
    }

    @Test
    void whatNeverLeavesDoesNotCount() throws Exception {
        for (int i = 0; i < 12; i++) {
            assertEquals("EGRESS_DENIED", code("http://10.0.0.1/"));
            assertEquals("EGRESS_DENIED", code("http://user:secret@127.0.0.1:" + upstream.port() + "/"));
            assertEquals("VALIDATION_ERROR", code("nowhere"));
        }
        assertEquals("", code(upstream.url("/")));
    }

    @Test
    void whatIsNotThereAndWhatIsTooSlowCounts() throws Exception {
        String nobody = "http://127.0.0.1:" + Ports.free() + "/";
        for (int i = 0; i < 5; i++) {
            assertEquals("UPSTREAM_ERROR", code(nobody));
        }
        assertEquals("CIRCUIT_OPEN", code(nobody));
        try (var silent = new ServerSocket(0, 50, java.net.InetAddress.getLoopbackAddress())) {
            String url = "http://127.0.0.1:" + silent.getLocalPort() + "/";
            for (int i = 0; i < 5; i++) {
                assertEquals(
                        "TIMEOUT",
                        assertInstanceOf(CallResult.Failed.class, call("w", url, 50))
                                .code());
            }
            assertEquals("CIRCUIT_OPEN", code(url));
        }
        assertEquals("", code(upstream.url("/")));
    }

    @Test
    void aSpellingOfTheHostIsNoWayAround() throws Exception {
        upstream.answering(500, "text/plain", "no");
        for (int i = 0; i < 5; i++) {
            assertEquals("UPSTREAM_ERROR", code("http://LOCALHOST.:" + upstream.port() + "/"));
        }
        assertEquals("CIRCUIT_OPEN", code("http://localhost:" + upstream.port() + "/"));
    }
}
