package dev.triggo.people;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestOidcProvider;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
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
}
