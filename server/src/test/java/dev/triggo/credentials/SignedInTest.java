package dev.triggo.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Credential;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections to services that people sign in to with a browser. */
@Timeout(120)
class SignedInTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final Credentials.Signed ADA = Credentials.Signed.by(new PersonId("ada"));

    private final TestClock clock = TestClock.someDay();
    private final Egress egress = new Egress(EgressSettings.of("127.0.0.1", List.of()), HostResolver.system());
    private TokenService service;

    @BeforeEach
    void open() throws IOException {
        service = new TokenService();
    }

    @AfterEach
    void close() {
        service.close();
        egress.close();
    }

    private Credentials credentials(TestDatabase test) {
        var ids = new Ids(Clock.systemUTC(), new SecureRandom());
        var endpoint = new TokenEndpoint(egress, workspace -> EgressRules.NONE, clock);
        return new Credentials(test.database(), new Vault(new byte[32], ids, clock), ids, clock, endpoint);
    }

    private SignInPlan plan(String connection) {
        return new SignInPlan(
                "gmail",
                connection,
                Terms.named("Mail"),
                new SignInPlan.Site(
                        "https://service.example/authorize?prompt=consent",
                        service.url(),
                        "client",
                        "planted-client-secret",
                        "https://triggo.example/callback"),
                List.of("read", "write"),
                Map.of("subdomain", "acme"));
    }

    private Map<String, String> begin(Credentials credentials, String connection) {
        String url = credentials.beginSignIn(OURS, "session", plan(connection));
        var query = new LinkedHashMap<String, String>();
        for (String pair : URI.create(url).getRawQuery().split("&", -1)) {
            String[] both = pair.split("=", 2);
            query.put(both[0], URLDecoder.decode(both[1], StandardCharsets.UTF_8));
        }
        service.challengedBy(query.get("code_challenge"));
        assertFalse(url.contains("planted"), url);
        return query;
    }

    private Connection signedIn(Credentials credentials) throws InterruptedException {
        String state = begin(credentials, null).get("state");
        return credentials.endSignIn(OURS, "session", state, "good", ADA);
    }

    private static String token(Use use) {
        var opened = assertInstanceOf(Use.Opened.class, use, use::toString);
        return ((Credential.OAuth2) opened.credential()).accessToken();
    }

    private static Use use(Credentials credentials, Connection connection) {
        return credentials.use(OURS, "gmail", connection.id(), null);
    }

    @ParameterizedTest
    @EnumSource
    void aCodeBecomesAConnectionOnceInTheSessionThatBegan(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test);
            Map<String, String> query = begin(credentials, null);
            assertEquals("consent", query.get("prompt"));
            assertEquals("S256", query.get("code_challenge_method"));
            assertEquals("read write", query.get("scope"));
            String state = query.get("state");
            for (String[] other : new String[][] {{"ours", "other"}, {"theirs", "session"}}) {
                assertThrows(
                        Problem.class,
                        () -> credentials.endSignIn(new WorkspaceId(other[0]), other[1], state, "good", ADA));
            }
            Connection made = credentials.endSignIn(OURS, "session", state, "good", ADA);
            assertEquals("planted-access-1", token(use(credentials, made)));
            var opened = (Use.Opened) use(credentials, made);
            assertTrue(opened.secrets()
                    .containsAll(List.of("planted-access-1", "planted-refresh-1", "planted-client-secret")));
            assertThrows(Problem.class, () -> credentials.endSignIn(OURS, "session", state, "good", ADA));
            String late = begin(credentials, null).get("state");
            clock.move(Duration.ofMinutes(10));
            assertThrows(Problem.class, () -> credentials.endSignIn(OURS, "session", late, "good", ADA));
            String bad = begin(credentials, null).get("state");
            var refused = assertThrows(
                    Problem.class, () -> credentials.endSignIn(OURS, "session", bad, "planted-bad-code", ADA));
            assertFalse(refused.sentence().contains("planted"), refused.sentence());
            assertEquals(1, credentials.list(OURS).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void oneAsksForANewTokenAndAllWhoWaitAreServed(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Credentials> servers = List.of(credentials(test), credentials(test));
            Connection made = signedIn(servers.getFirst());
            for (int round = 2; round < 6; round++) {
                clock.move(Duration.ofMinutes(59).plusSeconds(30));
                var calls = new ArrayList<Callable<String>>();
                for (int i = 0; i < 16; i++) {
                    Credentials server = servers.get(i % 2);
                    calls.add(() -> token(use(server, made)));
                }
                for (Future<String> each : threads.invokeAll(calls)) {
                    assertEquals("planted-access-" + round, each.get());
                }
                assertEquals(round - 1, service.refreshes());
            }
            assertTrue(servers.getFirst().secrets(OURS).contains("planted-access-5")
                    || servers.getLast().secrets(OURS).contains("planted-access-5"));
        }
    }

    /** A refresh token is good once: one that was spent, and whose successor is not kept, is a lost connection. */
    @ParameterizedTest
    @EnumSource
    void whatIsRenewedWhileSomebodyChangesTheConnectionIsKept(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Credentials> servers = List.of(credentials(test), credentials(test));
            Connection made = signedIn(servers.getFirst());
            for (int round = 2; round < 5; round++) {
                clock.move(Duration.ofHours(2));
                var answers = new CountDownLatch(1);
                service.answeringAfter(answers);
                var asking = threads.submit(() -> token(use(servers.getFirst(), made)));
                while (service.refreshes() < round - 1) {
                    Thread.onSpinWait();
                }
                Connection now = servers.getLast().require(OURS, made.id());
                servers.getLast().change(now, now.revision(), Terms.named("Renamed " + round), null, ADA);
                var waiting = threads.submit(() -> token(use(servers.getLast(), made)));
                answers.countDown();
                assertEquals("planted-access-" + round, asking.get());
                assertEquals("planted-access-" + round, waiting.get());
                assertEquals(round - 1, service.refreshes(), "the same refresh token was sent twice");
                assertEquals(
                        "Renamed " + round,
                        servers.getFirst().require(OURS, made.id()).name());
            }
        }
    }

    /** Whoever has signed in anew meanwhile has something newer than what comes of the old grant. */
    @ParameterizedTest
    @EnumSource
    void whatIsRenewedWhileSomebodySignsInAnewIsNotKept(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var credentials = credentials(test);
            Connection made = signedIn(credentials);
            clock.move(Duration.ofHours(2));
            var answers = new CountDownLatch(1);
            service.answeringAfter(answers);
            var asking = threads.submit(() -> use(credentials, made));
            while (service.refreshes() < 1) {
                Thread.onSpinWait();
            }
            Connection now = credentials.require(OURS, made.id());
            var secret = new Credentials.Secret(new Credential.Secret("planted-typed"), Set.of());
            credentials.change(now, now.revision(), Terms.named("Typed"), secret, ADA);
            answers.countDown();
            var opened = assertInstanceOf(Use.Opened.class, asking.get());
            assertEquals(new Credential.Secret("planted-typed"), opened.credential());
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheServiceDoesNotTakeIsRenewedOnceThoughItHadNotEnded(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            List<Credentials> servers = List.of(credentials(test), credentials(test));
            Connection made = signedIn(servers.getFirst());
            var first = (Use.Opened) use(servers.getFirst(), made);
            var second = (Use.Opened) use(servers.getLast(), made);
            assertEquals("planted-access-2", token(servers.getFirst().again(first)));
            assertEquals("planted-access-2", token(servers.getLast().again(second)));
            assertEquals(1, service.refreshes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusedRefreshMarksTheConnectionAndSigningInAnewMendsIt(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test);
            Connection made = signedIn(credentials);
            clock.move(Duration.ofHours(2));
            service.answering(503);
            var later = assertInstanceOf(Use.Refused.class, use(credentials, made));
            assertEquals(Use.Why.LATER, later.reason());
            assertEquals(
                    Connection.State.OK, credentials.require(OURS, made.id()).state());
            service.answering(400);
            for (int i = 0; i < 2; i++) {
                var refused = assertInstanceOf(Use.Refused.class, use(credentials, made));
                assertEquals(Use.Why.NEEDS_REAUTH, refused.reason());
                assertFalse(refused.why().contains("planted"), refused.why());
            }
            assertEquals(2, service.refreshes(), "one that is marked is not asked for again");
            service.answering(200);
            String state = begin(credentials, made.id()).get("state");
            Connection mended = credentials.endSignIn(OURS, "session", state, "good", ADA);
            assertEquals(made.id(), mended.id());
            assertEquals("planted-access-2", token(use(credentials, mended)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServerThatDiedWhileAskingStandsInNobodysWayForLong(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test);
            Connection made = signedIn(credentials);
            clock.move(Duration.ofHours(2));
            for (boolean free : List.of(true, false)) {
                boolean claimed = test.database()
                        .write(tx -> ConnectionTable.claim(tx, made, clock.millis(), clock.millis() + 40_000));
                assertEquals(free, claimed);
            }
            clock.move(Duration.ofSeconds(41));
            assertEquals("planted-access-2", token(use(credentials, made)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theClientsSecretGoesInTheHeaderWhereThatIsWanted(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test);
            service.wantingTheHeader();
            Connection made = signedIn(credentials);
            assertEquals("planted-access-1", token(use(credentials, made)));
            assertFalse(service.asked.getLast().containsKey("client_secret"));
        }
    }
}
