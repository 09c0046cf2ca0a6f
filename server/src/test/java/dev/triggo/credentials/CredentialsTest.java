package dev.triggo.credentials;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Credential;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CredentialsTest {
    private static final WorkspaceId OURS = new WorkspaceId("ours");
    private static final WorkspaceId THEIRS = new WorkspaceId("theirs");
    private static final Credentials.Signed ADA = Credentials.Signed.by(new PersonId("ada"));
    private static final byte[] KEY = new byte[32];
    private static final byte[] OTHER_KEY = {
        1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30,
        31, 32
    };

    private final TestClock clock = TestClock.someDay();

    private Credentials credentials(TestDatabase test, byte[] key) {
        var ids = new Ids(Clock.systemUTC(), new SecureRandom());
        return new Credentials(test.database(), new Vault(key, ids, clock), ids, clock);
    }

    private static Credentials.Secret secret(String text) {
        return new Credentials.Secret(new Credential.Secret(text), Set.of());
    }

    private static String refusal(Use use) {
        return assertInstanceOf(Use.Refused.class, use).why();
    }

    @ParameterizedTest
    @EnumSource
    void givesBackWhatWasKeptToItsOwnWorkspaceAndConnectorAlone(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Connection made = credentials.create(OURS, "github", Terms.named(" Main "), secret("ghp_planted_one"), ADA);
            assertEquals("Main", made.name());
            assertEquals("secret_text", made.auth());
            var opened = assertInstanceOf(Use.Opened.class, credentials.use(OURS, "github", made.id(), null));
            assertEquals(new Credential.Secret("ghp_planted_one"), opened.credential());
            assertEquals(Set.of("ghp_planted_one"), opened.secrets());
            assertTrue(
                    refusal(credentials.use(OURS, "slack", made.id(), null)).contains("one of github, not of slack"));
            assertEquals(
                    refusal(credentials.use(OURS, "github", "unknown", null)),
                    refusal(credentials.use(THEIRS, "github", made.id(), null)));
            assertTrue(credentials.find(THEIRS, made.id()).isEmpty());
            assertTrue(credentials.list(THEIRS).isEmpty());
            assertEquals(
                    ProblemCode.NOT_FOUND,
                    assertThrows(Problem.class, () -> credentials.delete(THEIRS, made.id(), ADA))
                            .code());
            assertEquals(List.of(made), credentials.list(OURS, "github"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsEveryShapeAsItWas(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            var fields = new Credential.Fields(Map.of(
                    "user", "ada", "password", "p\"\\\né", "port", new java.math.BigDecimal("5432"), "tls", true));
            Connection made = credentials.create(
                    OURS, "postgres", Terms.named("db"), new Credentials.Secret(fields, Set.of("user", "port")), ADA);
            var opened = assertInstanceOf(Use.Opened.class, credentials.use(OURS, "postgres", made.id(), null));
            assertEquals(fields, opened.credential());
            assertFalse(opened.secrets().contains("ada"));
            assertFalse(opened.secrets().contains("5432"));
            assertTrue(opened.secrets().contains("p\"\\\né"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void isForTheNamedWorkflowsUntilItsEnd(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Terms terms = Terms.named("narrow").onlyFor(List.of("w1")).until(clock.millis() + 1000);
            Connection made = credentials.create(OURS, "github", terms, secret("planted_secret"), ADA);
            assertInstanceOf(Use.Opened.class, credentials.use(OURS, "github", made.id(), new WorkflowId("w1")));
            assertTrue(refusal(credentials.use(OURS, "github", made.id(), new WorkflowId("w2")))
                    .contains("not for this workflow"));
            assertTrue(refusal(credentials.use(OURS, "github", made.id(), null)).contains("not for this workflow"));
            clock.move(Duration.ofSeconds(1));
            var expired = assertInstanceOf(
                    Use.Refused.class, credentials.use(OURS, "github", made.id(), new WorkflowId("w1")));
            assertTrue(expired.reason() == Use.Why.NEEDS_REAUTH);
        }
    }

    @ParameterizedTest
    @EnumSource
    void isNotUsedWhileItNeedsANewSecret(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Connection made = credentials.create(OURS, "github", Terms.named("a"), secret("planted_one"), ADA);
            credentials.notTaken(assertInstanceOf(Use.Opened.class, credentials.use(OURS, "github", made.id(), null)));
            assertTrue(assertInstanceOf(Use.Refused.class, credentials.use(OURS, "github", made.id(), null))
                            .reason()
                    == Use.Why.NEEDS_REAUTH);
            Connection mended = credentials.change(made, null, Terms.named("b"), secret("planted_two"), ADA);
            assertEquals(2, mended.revision());
            assertEquals(Connection.State.OK, mended.state());
            var opened = assertInstanceOf(Use.Opened.class, credentials.use(OURS, "github", made.id(), null));
            assertEquals(new Credential.Secret("planted_two"), opened.credential());
            assertEquals(List.of("planted_two"), credentials.secrets(OURS));
            assertEquals(
                    ProblemCode.VERSION_CONFLICT,
                    assertThrows(Problem.class, () -> credentials.change(made, 1L, Terms.named("c"), null, ADA))
                            .code());
        }
    }

    @ParameterizedTest
    @EnumSource
    void failsClosedUnderAnotherKeyAndWhenTheRowIsMovedOrChanged(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Connection made = credentials.create(OURS, "github", Terms.named("a"), secret("planted_one"), ADA);
            Connection second = credentials.create(OURS, "github", Terms.named("b"), secret("planted_two"), ADA);
            var stranger = credentials(test, OTHER_KEY);
            String why = refusal(stranger.use(OURS, "github", made.id(), null));
            assertTrue(why.contains(Vault.keyId(KEY)) && why.contains(Vault.keyId(OTHER_KEY)), why);
            assertTrue(stranger.secrets(OURS).isEmpty());
            var vault = new Vault(OTHER_KEY, new Ids(Clock.systemUTC(), new SecureRandom()), clock);
            String line = assertThrows(IllegalStateException.class, () -> vault.claim(test.database()))
                    .getMessage();
            assertTrue(line.contains(Vault.keyId(KEY)), line);
            assertThrows(
                    Problem.class, () -> stranger.create(OURS, "github", Terms.named("c"), secret("planted"), ADA));
            // Sealed text of one row in another: it is bound to the id, the connector and the workspace.
            for (String change : List.of(
                    "UPDATE connections SET sealed = (SELECT sealed FROM connections WHERE id = ?) WHERE id = ?",
                    "UPDATE connections SET connector = 'slack' WHERE ? <> ? AND name = 'b'",
                    "UPDATE connections SET workspace_id = 'theirs' WHERE ? <> ? AND name = 'b'")) {
                test.database().write(tx -> tx.update(change, made.id(), second.id()));
                for (WorkspaceId workspace : List.of(OURS, THEIRS)) {
                    for (String connector : List.of("github", "slack")) {
                        refusal(credentials.use(workspace, connector, second.id(), null));
                    }
                }
            }
            assertInstanceOf(Use.Opened.class, credentials.use(OURS, "github", made.id(), null));
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesNoSecretInClearAndTellsNone(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Connection made = credentials.create(OURS, "github", Terms.named("a"), secret("planted_one"), ADA);
            Use use = credentials.use(OURS, "github", made.id(), null);
            for (Object shown : List.of(use, made, made.toJson(), made.toChoice(), secret("planted_one"))) {
                assertFalse(shown.toString().contains("planted"), shown::toString);
            }
            String sealed = test.database()
                    .read(tx -> tx.first("SELECT sealed FROM connections", row -> row.text("sealed")))
                    .orElseThrow();
            assertFalse(sealed.contains("planted"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void notesUseTogetherAndSeesWhatAnotherServerChanged(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var one = credentials(test, KEY);
            var other = credentials(test, KEY);
            Connection made = one.create(OURS, "github", Terms.named("a"), secret("planted_one"), ADA);
            assertTrue(other.secrets(OURS).isEmpty());
            other.use(OURS, "github", made.id(), null);
            assertEquals(null, one.require(OURS, made.id()).lastUsedAt());
            other.refresh();
            assertEquals(clock.millis(), one.require(OURS, made.id()).lastUsedAt());
            assertEquals(List.of("planted_one"), other.secrets(OURS));
            one.delete(OURS, made.id(), ADA);
            assertTrue(one.secrets(OURS).isEmpty());
            other.refresh();
            assertTrue(other.secrets(OURS).isEmpty());
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesTermsThatMakeNoSenseAllAtOnce(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var credentials = credentials(test, KEY);
            Terms terms = Terms.named(" ").onlyWith(List.of("ok.example.com", "http://x/", ""));
            Problem problem = assertThrows(
                    Problem.class, () -> credentials.create(OURS, "github", terms, secret("planted_one"), ADA));
            assertEquals(ProblemCode.BAD_REQUEST, problem.code());
            assertTrue(problem.details().size() >= 3, () -> problem.details().toString());
            String huge = "x".repeat(Credentials.MOST_CHARACTERS);
            assertThrows(Problem.class, () -> credentials.create(OURS, "github", Terms.named("a"), secret(huge), ADA));
        }
    }
}
