package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.triggo.egress.AddressRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a request comes from, told by proxies that the operator trusts and by nobody else. */
@Timeout(60)
class ForwardedForTest {
    private static final Route WHENCE = new Route(
            "GET",
            "/whence",
            Route.anybody(),
            exchange -> new Answer.TextBody(200, "text/plain", Map.of(), exchange.address()),
            null);

    private static TestServer trusting;

    @BeforeAll
    static void start() {
        trusting = server("127.0.0.1", "10.0.0.0/8", "fd00::/8");
    }

    @AfterAll
    static void stop() {
        trusting.close();
    }

    private static TestServer server(String... proxies) {
        List<AddressRange> ranges = Stream.of(proxies)
                .map(text -> Objects.requireNonNull(AddressRange.read(text)))
                .toList();
        return new TestServer(List.of(WHENCE), settings -> settings.withTrustedProxies(ranges));
    }

    private static String whence(TestServer server, String... forwarded) throws IOException {
        var headers = new ArrayList<String>();
        for (String line : forwarded) {
            headers.add("X-Forwarded-For: " + line);
        }
        return Wire.ask(server.port, server.request("GET", "/whence", null, headers.toArray(String[]::new)))
                .body();
    }

    /** The last one that no proxy of ours is; what stands before it, anybody can have written. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "203.0.113.7                              | 203.0.113.7",
                "198.51.100.1, 203.0.113.7                | 203.0.113.7",
                "198.51.100.1, 203.0.113.7, 10.1.2.3      | 203.0.113.7",
                "203.0.113.7,10.9.9.9 , 10.1.2.3          | 203.0.113.7",
                "10.1.2.3, 203.0.113.7, 10.1.2.3          | 203.0.113.7",
                "203.0.113.7:4711                         | 203.0.113.7",
                "2001:db8:1:2:3:4:5:6                     | 2001:0db8:0001:0002::/64",
                "[2001:db8:1:2::9]                        | 2001:0db8:0001:0002::/64",
                "[2001:db8:1:2::9]:4711                   | 2001:0db8:0001:0002::/64",
                "203.0.113.7, fd00::1                     | 203.0.113.7",
                "::ffff:203.0.113.7                       | 203.0.113.7",
                "10.1.2.3, 10.1.2.4                       | 10.1.2.3",
                "unknown, 10.1.2.4                        | 10.1.2.4",
                "unknown                                  | 127.0.0.1",
                "203.0.113.7, localhost                   | 127.0.0.1",
                "203.0.113.7, 1                           | 127.0.0.1",
                "203.0.113.7, 0x7f.0.0.1                  | 127.0.0.1",
                "203.0.113.7,                             | 127.0.0.1",
                "203.0.113.7%eth0                         | 127.0.0.1",
            })
    void isTheLastThatNoProxyOfOursIs(String forwarded, String from) throws IOException {
        assertEquals(from, whence(trusting, forwarded));
    }

    @Test
    void severalLinesAreOneList() throws IOException {
        assertEquals("203.0.113.7", whence(trusting, "198.51.100.1", "203.0.113.7, 10.1.2.3", "10.1.2.4"));
        assertEquals("203.0.113.7", whence(trusting, "10.1.2.3", "203.0.113.7"));
        assertEquals("127.0.0.1", whence(trusting));
    }

    @Test
    void nobodyElseIsBelieved() throws IOException {
        try (var alone = new TestServer(List.of(WHENCE), settings -> settings);
                var others = server("10.0.0.0/8", "::1")) {
            for (String line : List.of("203.0.113.7", "10.1.2.3", "127.0.0.1", "203.0.113.7, 10.1.2.3")) {
                assertEquals("127.0.0.1", whence(alone, line));
                assertEquals("127.0.0.1", whence(others, line));
            }
        }
    }

    /** Only this one header counts: a proxy that writes it lets the others through as they came. */
    @Test
    void otherHeadersSayNothing() throws IOException {
        for (String header :
                List.of("Forwarded: for=203.0.113.7", "X-Real-IP: 203.0.113.7", "X-Client-IP: 203.0.113.7")) {
            assertEquals(
                    "127.0.0.1",
                    Wire.ask(trusting.port, trusting.request("GET", "/whence", null, header))
                            .body());
        }
    }

    /** Who guesses behind a proxy slows themselves down, and nobody else who comes by it. */
    @Test
    void guessersBehindAProxyAreCountedEachByThemselves() throws IOException {
        try (var server = server("127.0.0.1")) {
            int last = 0;
            for (int i = 0; i < 400 && last != 429; i++) {
                last = guess(server, "198.51.100." + i % 7 + ", 203.0.113.7");
            }
            assertEquals(429, last);
            assertEquals(401, guess(server, "203.0.113.8"));
            assertEquals(401, guess(server, "203.0.113.7, 203.0.113.9"));
        }
    }

    private static int guess(TestServer server, String forwarded) throws IOException {
        return Wire.ask(
                        server.port,
                        server.request(
                                "POST", "/mcp", "{}", TestServer.bearer("trg_guess"), "X-Forwarded-For: " + forwarded))
                .status();
    }
}
