package dev.triggo.egress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is refused opens no socket. The witness is a listener on both loopback addresses that has to stay silent. */
class GateTest {
    private static final List<String> PUBLIC = List.of(
            "8.8.8.8",
            "1.1.1.1",
            "93.184.216.34",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.255.255",
            "172.32.0.0",
            "192.0.1.0",
            "192.167.255.255",
            "198.17.255.255",
            "198.20.0.0",
            "223.255.255.255",
            "11.0.0.0",
            "9.255.255.255",
            "2606:4700:4700::1111",
            "2001:4860:4860::8888",
            "2a00:1450:4001::1",
            "::ffff:8.8.8.8",
            "64:ff9b::8.8.8.8",
            "2001:200::1",
            "3ffe::1",
            "2606:4700::5efe:8.8.8.8");

    /** Whatever a name turns into, it leads to the listener. */
    private static final HostResolver TO_LOOPBACK = name -> List.of(InetAddress.getByName("127.0.0.1"));

    private RawServer silent;
    private RawServer silentSix;
    private final List<Egress> opened = new ArrayList<>();

    @BeforeEach
    void listen() throws IOException {
        silent = RawServer.saying(RawServer.ok("reached"));
        silentSix = new RawServer(
                new ServerSocket(silent.port(), 50, InetAddress.getByName("::1")),
                (seen, out, socket) -> out.write(RawServer.ok("reached").getBytes()));
    }

    @AfterEach
    void close() throws IOException {
        opened.forEach(Egress::close);
        silent.close();
        silentSix.close();
    }

    private Egress egress(String allow, HostResolver resolver) {
        return egress(EgressSettings.of(allow, List.of()), resolver);
    }

    private Egress egress(EgressSettings settings, HostResolver resolver) {
        var made = new Egress(settings, resolver);
        opened.add(made);
        return made;
    }

    private static HostResolver names(Map<String, List<String>> table) {
        return name -> {
            List<String> found = table.get(name);
            if (found == null) {
                throw new UnknownHostException(name);
            }
            return found.stream().map(IpLiteral::read).toList();
        };
    }

    private void refused(Egress egress, OutgoingRequest request) {
        try {
            Reply reply = egress.call(request);
            fail(request.url() + " was answered with " + reply.status());
        } catch (EgressDenied denied) {
            assertFalse(denied.sentence().matches(".*\\d+\\.\\d+\\.\\d+\\.\\d+.*"), denied.sentence());
        } catch (EgressFailure failure) {
            assertEquals(EgressFailure.Kind.BAD_URL, failure.kind(), request.url() + " " + failure.sentence());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void assertSilent() {
        assertEquals(0, silent.connections.get() + silentSix.connections.get());
    }

    @Test
    void refusesEverySpellingWithoutOpeningASocket() throws Exception {
        List<String> urls = Spellings.urls(silent.port());
        assertTrue(urls.size() >= 120, "only " + urls.size());
        Egress egress = egress((String) null, TO_LOOPBACK);
        for (String url : urls) {
            refused(egress, OutgoingRequest.of("GET", url));
        }
        assertSilent();
        assertEquals(0, egress.pool().endpoints());
    }

    @Test
    void refusesEverySpellingThatARedirectLeadsTo() throws Exception {
        var location = new String[1];
        try (var redirecting = RawServer.start((seen, out, socket) ->
                out.write(RawServer.redirect(302, location[0]).getBytes(java.nio.charset.StandardCharsets.UTF_8)))) {
            Egress egress = egress("127.0.0.1:" + redirecting.port(), TO_LOOPBACK);
            for (String url : Spellings.urls(silent.port())) {
                // What does not survive a header line, or is a path of the one who sent it, is no redirect to test.
                if (url.chars().anyMatch(c -> c < 0x20 || c == 0x2028)
                        || !(url.startsWith("//") || url.matches("[A-Za-z+]+:.*"))) {
                    continue;
                }
                location[0] = url;
                refused(egress, OutgoingRequest.of("GET", redirecting.url("/")).followingRedirects());
            }
            assertSilent();
            assertTrue(redirecting.seen.size() > 120);
        }
    }

    @Test
    void refusesEveryAddressThatANameLeadsTo() throws Exception {
        var all = new ArrayList<>(Spellings.PLAIN_V4);
        all.addAll(Spellings.PLAIN_V6);
        for (String address : all) {
            for (List<String> records :
                    List.of(List.of(address), List.of("8.8.8.8", address), List.of(address, "2606:4700:4700::1111"))) {
                Egress egress = egress((String) null, names(Map.of("evil.example.com", records)));
                assertThrows(
                        EgressDenied.class,
                        () -> egress.call(OutgoingRequest.of("GET", "http://evil.example.com:" + silent.port())),
                        address);
                egress.close();
            }
        }
        assertSilent();
    }

    @Test
    void knowsThePublicInternet() {
        for (String address : PUBLIC) {
            assertTrue(SpecialAddresses.isPublic(IpLiteral.read(address)), address);
        }
        for (String address : Spellings.PLAIN_V4) {
            assertFalse(SpecialAddresses.isPublic(IpLiteral.read(address)), address);
        }
        for (String address : Spellings.PLAIN_V6) {
            assertFalse(SpecialAddresses.isPublic(IpLiteral.read(address)), address);
        }
    }

    @Test
    void asksForANameOnceForEachCall() throws Exception {
        var asked = new AtomicInteger();
        HostResolver rebinding = name -> {
            asked.incrementAndGet();
            return List.of(InetAddress.getByName("8.8.8.8"), InetAddress.getByName("127.0.0.1"));
        };
        Egress strict = egress((String) null, rebinding);
        for (int i = 0; i < 1000; i++) {
            refused(strict, OutgoingRequest.of("GET", "http://rebind.example.com:" + silent.port() + "/"));
        }
        assertSilent();
        assertEquals(1000, asked.get());
    }

    @Test
    void neverAsksTheNameAgainForTheConnection() throws Exception {
        // The first answer is let through; a second question would be answered with the silent listener's address.
        try (var first = new RawServer(
                new ServerSocket(silent.port(), 50, InetAddress.getByName("127.0.0.2")),
                (seen, out, socket) -> out.write(RawServer.ok("first").getBytes()))) {
            var asked = new AtomicInteger();
            HostResolver rebinding = name ->
                    List.of(InetAddress.getByName(asked.getAndIncrement() % 2 == 0 ? "127.0.0.2" : "127.0.0.1"));
            Egress egress = egress("127.0.0.2", rebinding);
            int reached = 0;
            for (int i = 0; i < 1000; i++) {
                try {
                    reached +=
                            egress.call(OutgoingRequest.of("GET", "http://rebind.example.com:" + silent.port() + "/"))
                                            .status()
                                    / 200;
                } catch (EgressDenied expected) {
                    assertEquals(0, asked.get() % 2);
                }
            }
            assertEquals(500, reached);
            assertSilent();
        }
    }

    @Test
    void handsNoConnectionToACallerWhoseNameLedElsewhere() throws Exception {
        // An open connection belongs to the address it was judged for, not to the name.
        var answer = new String[] {"127.0.0.1"};
        try (var other = new RawServer(
                new ServerSocket(silent.port(), 50, InetAddress.getByName("127.0.0.2")),
                (seen, out, socket) -> out.write(RawServer.ok("other").getBytes()))) {
            Egress egress = egress("127.0.0.1,127.0.0.2", name -> List.of(InetAddress.getByName(answer[0])));
            String url = "http://shared.example.com:" + silent.port() + "/";
            assertEquals(200, egress.call(OutgoingRequest.of("GET", url)).status());
            assertEquals(1, egress.pool().idle());
            answer[0] = "127.0.0.2";
            assertEquals(200, egress.call(OutgoingRequest.of("GET", url)).status());
            assertEquals(1, other.seen.size());
            answer[0] = "127.0.0.3";
            assertThrows(EgressDenied.class, () -> egress.call(OutgoingRequest.of("GET", url)));
            assertEquals(1, silent.seen.size());
        }
    }

    @Test
    void refusesTheServersOwnAddressesUnlessTheyAreAllowed() throws Exception {
        HostResolver resolver = names(Map.of(
                "triggo.example.com", List.of("8.8.4.4"),
                "alias.example.com", List.of("8.8.4.4"),
                "other.example.com", List.of("8.8.8.8")));
        var own = List.of("triggo.example.com", "8.8.8.8:5432");
        Egress egress = egress(new EgressSettings(List.of(), own), resolver);
        for (String url : List.of(
                "http://triggo.example.com/",
                "https://TRIGGO.example.com./x",
                "http://8.8.4.4:8090/",
                "http://alias.example.com/",
                "http://8.8.8.8:5432/",
                "http://other.example.com:5432/")) {
            refused(egress, OutgoingRequest.of("GET", url));
        }
        Egress allowed = egress(
                new EgressSettings(List.of("127.0.0.1:" + silent.port()), List.of("localhost:" + silent.port())),
                HostResolver.system());
        assertEquals(
                200, allowed.call(OutgoingRequest.of("GET", silent.url("/own"))).status());
    }

    @Test
    void letsThroughWhatTheOperatorAllowsAndNothingBeside() throws Exception {
        HostResolver resolver = names(Map.of(
                "echo.internal", List.of("127.0.0.1"),
                "sub.echo.internal", List.of("127.0.0.1"),
                "echo.example.com", List.of("127.0.0.1")));
        int port = silent.port();
        for (String allow :
                List.of("echo.internal", "echo.internal:" + port, "*.internal", "127.0.0.0/8", "127.0.0.1:" + port)) {
            Egress egress = egress(allow, resolver);
            assertEquals(
                    200,
                    egress.call(OutgoingRequest.of("GET", "http://echo.internal:" + port + "/"))
                            .status(),
                    allow);
        }
        for (String allow : List.of(
                "sub.echo.internal",
                "*.echo.internal",
                "echo.internal:1",
                "127.0.0.2",
                "127.0.0.1:1",
                "10.0.0.0/8",
                "internal",
                "internal.echo")) {
            Egress egress = egress(allow, resolver);
            refused(egress, OutgoingRequest.of("GET", "http://echo.internal:" + port + "/"));
        }
    }

    @Test
    void aWorkspaceOnlyNarrowsAndItsDeniedListWins() throws Exception {
        int port = silent.port();
        HostResolver resolver = names(Map.of(
                "example.com", List.of("127.0.0.1"),
                "api.example.com", List.of("127.0.0.1"),
                "evil-example.com", List.of("127.0.0.1"),
                "example.com.evil.org", List.of("127.0.0.1")));
        Egress egress = egress("127.0.0.1", resolver);
        record Case(List<String> allowed, List<String> denied, String host, boolean passes) {}
        var cases = List.of(
                new Case(List.of(), List.of(), "example.com", true),
                new Case(List.of("example.com"), List.of(), "example.com", true),
                new Case(List.of("example.com"), List.of(), "api.example.com", true),
                new Case(List.of("EXAMPLE.com."), List.of(), "api.example.com", true),
                new Case(List.of("example.com"), List.of(), "evil-example.com", false),
                new Case(List.of("example.com"), List.of(), "example.com.evil.org", false),
                new Case(List.of("*.example.com"), List.of(), "api.example.com", true),
                new Case(List.of("*.example.com"), List.of(), "example.com", false),
                new Case(List.of("example.com:" + port), List.of(), "example.com", true),
                new Case(List.of("example.com:1"), List.of(), "example.com", false),
                new Case(List.of("127.0.0.0/8"), List.of(), "example.com", true),
                new Case(List.of("10.0.0.0/8"), List.of(), "example.com", false),
                new Case(List.of(), List.of("example.com"), "api.example.com", false),
                new Case(List.of(), List.of("example.com"), "evil-example.com", true),
                new Case(List.of(), List.of("127.0.0.1"), "example.com", false),
                new Case(List.of("example.com"), List.of("api.example.com"), "api.example.com", false),
                new Case(List.of("api.example.com"), List.of("*.example.com"), "api.example.com", false),
                new Case(List.of("example.com"), List.of(), "127.0.0.1", false));
        for (Case c : cases) {
            var request = OutgoingRequest.of("GET", "http://" + c.host() + ":" + port + "/")
                    .under("", EgressRules.of(c.allowed(), c.denied()));
            if (c.passes()) {
                assertEquals(200, egress.call(request).status(), c.toString());
            } else {
                assertThrows(EgressDenied.class, () -> egress.call(request), c.toString());
            }
        }
        // A workspace's own list never opens private addresses.
        Egress strict = egress((String) null, resolver);
        refused(
                strict,
                OutgoingRequest.of("GET", silent.url("/")).under("", EgressRules.of(List.of("127.0.0.1"), List.of())));
    }

    @Test
    void saysWhichAllowedEntryIsWrong() {
        for (String entry : List.of(
                "http://x",
                "a b",
                "10.0.0.0/33",
                "x:0",
                "x:99999",
                "*",
                "a.*.b",
                "0x7f.1",
                "[::1",
                "1.2.3",
                "u@h",
                "x/8")) {
            var fault = assertThrows(
                    IllegalArgumentException.class, () -> EgressSettings.of("ok.example, " + entry, List.of()), entry);
            assertTrue(fault.getMessage().startsWith("'" + entry + "' is not"), fault.getMessage());
        }
        assertEquals(
                4,
                EgressSettings.of(" a , ,b:1,fd00::/8, [fd00::/8]:443 ", List.of())
                        .allow()
                        .size());
    }

    @Test
    void theTwoRefusalsSayTheSameOfEveryPrivateHost() throws Exception {
        Egress egress = egress((String) null, names(Map.of("a.example.com", List.of("10.1.2.3"))));
        var first =
                assertThrows(EgressDenied.class, () -> egress.call(OutgoingRequest.of("GET", "http://a.example.com/")));
        var second = assertThrows(
                EgressDenied.class, () -> egress.call(OutgoingRequest.of("GET", "http://192.168.1.1:22/")));
        assertEquals(first.sentence(), second.sentence());
    }
}
