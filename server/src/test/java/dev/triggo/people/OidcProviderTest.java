package dev.triggo.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestOidcProvider;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class OidcProviderTest {
    private static final String VERIFIER = "a-verifier-of-at-least-forty-three-characters-0";

    private final TestClock clock = new TestClock(System.currentTimeMillis());

    private String code(OidcProvider ours) throws Exception {
        HttpResponse<String> sent = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(ours.authorizationUrl("state", "nonce", VERIFIER)))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        String back = sent.headers().firstValue("location").orElseThrow();
        return back.substring(back.indexOf("code=") + 5, back.indexOf('&'));
    }

    @Test
    void asksForNewKeysButNotAtEachTokenThatDoesNotHold() throws Exception {
        try (var theirs = new TestOidcProvider();
                var egress = new Egress(new EgressSettings(List.of(theirs.host()), List.of()), HostResolver.system())) {
            theirs.sees("subject", "ada@example.com", true);
            var client = new OidcProvider.Client(
                    theirs.issuer(), TestOidcProvider.CLIENT, TestOidcProvider.SECRET, "https://us.example/back");
            var ours = new OidcProvider(client, egress, clock);
            assertEquals("subject", ours.redeem(code(ours), VERIFIER, "nonce").subject());
            theirs.rotates();
            Problem tooSoon = assertThrows(Problem.class, () -> ours.redeem(code(ours), VERIFIER, "nonce"));
            assertEquals(ProblemCode.UNAUTHORIZED, tooSoon.code());
            clock.move(Duration.ofMinutes(1));
            assertEquals("subject", ours.redeem(code(ours), VERIFIER, "nonce").subject());
            assertThrows(
                    Problem.class,
                    () -> ours.redeem(code(ours), "another-verifier-of-at-least-forty-three-chars", "nonce"));
        }
    }

    @Test
    void believesNoProviderThatCallsItselfOtherwise() throws Exception {
        try (var theirs = new TestOidcProvider();
                var egress = new Egress(new EgressSettings(List.of(theirs.host()), List.of()), HostResolver.system())) {
            var client = new OidcProvider.Client(
                    theirs.issuer() + "/", TestOidcProvider.CLIENT, null, "https://us.example/back");
            var ours = new OidcProvider(client, egress, clock);
            Problem refused = assertThrows(Problem.class, () -> ours.authorizationUrl("state", "nonce", VERIFIER));
            assertEquals(ProblemCode.OVERLOADED, refused.code());
        }
    }

    @Test
    void whatTheGateDeniesIsNotCalled() throws Exception {
        try (var theirs = new TestOidcProvider();
                var egress = new Egress(new EgressSettings(List.of(), List.of()), HostResolver.system())) {
            var client =
                    new OidcProvider.Client(theirs.issuer(), TestOidcProvider.CLIENT, null, "https://us.example/back");
            var ours = new OidcProvider(client, egress, clock);
            assertThrows(Problem.class, () -> ours.authorizationUrl("state", "nonce", VERIFIER));
        }
    }

    /** The provider may be called; where it says that its keys and tokens are may not. */
    @Test
    void goesNowhereThatTheGateDeniesAlthoughTheProviderSaysSo() throws Exception {
        var heard = new AtomicInteger();
        HttpServer silent = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        silent.createContext("/", exchange -> {
            heard.incrementAndGet();
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
        });
        silent.start();
        try (var theirs = new TestOidcProvider();
                var egress = new Egress(new EgressSettings(List.of(theirs.host()), List.of()), HostResolver.system())) {
            theirs.sees("subject", "ada@example.com", true);
            var client = new OidcProvider.Client(
                    theirs.issuer(), TestOidcProvider.CLIENT, TestOidcProvider.SECRET, "https://us.example/back");
            for (String host : List.of(
                    "127.0.0.1",
                    "localhost",
                    "[::1]",
                    "[::ffff:127.0.0.1]",
                    "2130706433",
                    "0x7f.1",
                    "127.1",
                    "u@127.0.0.1")) {
                String url = "http://" + host + ":" + silent.getAddress().getPort() + "/";
                theirs.names("jwks_uri", url);
                var askedForKeys = new OidcProvider(client, egress, clock);
                assertThrows(Problem.class, () -> askedForKeys.authorizationUrl("state", "nonce", VERIFIER), url);
                theirs.names("token_endpoint", url);
                var askedForToken = new OidcProvider(client, egress, clock);
                String code = code(askedForToken);
                assertThrows(Problem.class, () -> askedForToken.redeem(code, VERIFIER, "nonce"), url);
            }
            assertEquals(0, heard.get());
            theirs.names("none", "");
            var honest = new OidcProvider(client, egress, clock);
            assertEquals(
                    "subject", honest.redeem(code(honest), VERIFIER, "nonce").subject());
        } finally {
            silent.stop(0);
        }
    }
}
