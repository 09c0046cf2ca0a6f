package dev.triggo.oauth;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import dev.triggo.access.Member;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.kernel.Ids;
import dev.triggo.people.Audit;
import dev.triggo.people.Invitations;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import dev.triggo.people.Standing;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import dev.triggo.testing.OAuthBrowser;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long codes, tokens and registrations stand, on each store, with several servers at it. */
class GrantingTest {
    private static final String RESOURCE = "https://triggo.example.com/mcp";

    private final TestClock clock = TestClock.someDay();
    private final Ids ids = new Ids(clock, new SecureRandom());

    /** A server on the database: two of them share nothing else. */
    private final class Site {
        private final Granting granting;
        private final AccessTokens tokens;
        private final Registrations registrations;

        Site(Database database) {
            var standings = standings(database);
            var resources = new Resources("https://triggo.example.com");
            granting = new Granting(database, standings, resources, ids, clock);
            tokens = new AccessTokens(database, standings, resources, clock);
            registrations = new Registrations(database, ids, clock);
        }

        boolean knows(GrantRows.Fresh fresh) {
            return tokens.find(fresh.access(), "/mcp").isPresent();
        }

        GrantRows.Fresh redeem(String code) {
            return granting.redeem(
                    new AuthorizationCodeGrant(
                            new AuthorizationCode(code),
                            URI.create(OAuthBrowser.REDIRECT),
                            new CodeVerifier(OAuthBrowser.VERIFIER)),
                    "a-client",
                    null);
        }

        GrantRows.Fresh refresh(GrantRows.Fresh before) {
            return granting.refresh(String.valueOf(before.refresh()), "a-client", List.of(), null);
        }
    }

    private Standings standings(Database database) {
        return new Standings(database, new Workspaces(database, clock), new Audit(database, ids, clock));
    }

    private Member ada(Database database) {
        var workspaces = new Workspaces(database, clock);
        Workspace home = workspaces.ensureDefault("free");
        var audit = new Audit(database, ids, clock);
        var signIn = new SignIn(
                database,
                ids,
                clock,
                new Sessions(database, workspaces, ids, clock),
                audit,
                new Invitations(clock, audit));
        Optional<String> token = signIn.setupToken();
        var who = new SignIn.Introduction("ada@example.com", "Ada", "a sentence that nobody guesses");
        return signIn.setUp(token.orElseThrow(), who, home.id(), "test").member();
    }

    private String code(Database database, Site site, Member member) {
        Standing standing = standings(database)
                .find(member.caller().person(), member.caller().workspace())
                .orElseThrow();
        var client = new Client("a-client", "A client", List.of(OAuthBrowser.REDIRECT), true);
        var ask = new Ask(
                new Ask.Target(client, OAuthBrowser.REDIRECT, true, null),
                Set.of("actions:read"),
                RESOURCE,
                OAuthBrowser.challenge(),
                null,
                new Ask.Presence(false, false, null));
        return site.granting.allow(ask, member, standing, clock.millis());
    }

    private static void refused(Runnable what) {
        assertEquals(
                "invalid_grant", assertThrows(Refusal.class, what::run).error().getCode());
    }

    @ParameterizedTest
    @EnumSource
    void standsForAsLongAsItShould(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            Member ada = ada(database);
            var one = new Site(database);
            var other = new Site(database);
            String late = code(database, one, ada);
            clock.move(Duration.ofSeconds(60));
            refused(() -> other.redeem(late));

            String inTime = code(database, one, ada);
            clock.move(Duration.ofSeconds(59));
            GrantRows.Fresh first = other.redeem(inTime);
            clock.move(Duration.ofSeconds(3599));
            assertTrue(one.knows(first));
            clock.move(Duration.ofSeconds(1));
            assertFalse(one.knows(first));
            assertFalse(other.knows(first));

            GrantRows.Fresh next = one.refresh(first);
            clock.move(Duration.ofDays(30).minusSeconds(1));
            one.granting.sweep();
            next = other.refresh(next);
            assertTrue(one.knows(next));
            GrantRows.Fresh idle = next;
            clock.move(Duration.ofDays(30));
            refused(() -> one.refresh(idle));
        }
    }

    @ParameterizedTest
    @EnumSource
    void endsAfterHalfAYearHoweverOftenItIsUsed(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            var site = new Site(database);
            GrantRows.Fresh fresh = site.redeem(code(database, site, ada(database)));
            for (int day = 0; day < 175; day += 25) {
                clock.move(Duration.ofDays(25));
                site.granting.sweep();
                fresh = site.refresh(fresh);
            }
            GrantRows.Fresh last = fresh;
            assertTrue(site.knows(last));
            clock.move(Duration.ofDays(5));
            assertFalse(site.knows(last));
            refused(() -> site.refresh(last));
            site.granting.sweep();
            assertEquals(0, rows(database));
        }
    }

    private static long rows(Database database) {
        return database.read(tx -> tx.first(
                        "SELECT (SELECT COUNT(*) FROM oauth_grants) + (SELECT COUNT(*) FROM oauth_codes)"
                                + " + (SELECT COUNT(*) FROM oauth_tokens) AS all_rows",
                        row -> row.number("all_rows"))
                .orElseThrow());
    }

    @ParameterizedTest
    @EnumSource
    void leavesNothingOfACodeThatNobodyBrings(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            var site = new Site(database);
            code(database, site, ada(database));
            clock.move(Duration.ofDays(2));
            site.granting.sweep();
            assertEquals(0, rows(database));
        }
    }

    /** Two servers are brought the same one-time secret at once: never do both give tokens that live on. */
    @ParameterizedTest
    @EnumSource
    void givesNothingTwiceHoweverManyRace(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            Member ada = ada(database);
            var one = new Site(database);
            var other = new Site(database);
            for (int round = 0; round < 10; round++) {
                String code = code(database, one, ada);
                List<Optional<GrantRows.Fresh>> brought = raced(i -> (i % 2 == 0 ? one : other).redeem(code));
                assertTrue(brought.stream().filter(Optional::isPresent).count() <= 1);
                assertTrue(brought.stream().flatMap(Optional::stream).noneMatch(one::knows), "somebody came second");

                GrantRows.Fresh fresh = one.redeem(code(database, one, ada));
                List<Optional<GrantRows.Fresh>> refreshed = raced(i -> (i % 2 == 0 ? one : other).refresh(fresh));
                assertTrue(refreshed.stream().filter(Optional::isPresent).count() <= 1);
                assertTrue(refreshed.stream().flatMap(Optional::stream).noneMatch(one::knows));
                assertFalse(one.knows(fresh));
            }
        }
    }

    /** What each of eight got, empty for who was refused. */
    private static List<Optional<GrantRows.Fresh>> raced(IntFunction<GrantRows.Fresh> work) {
        Race.Results<Optional<GrantRows.Fresh>> results = Race.run(8, i -> {
            try {
                return Optional.of(work.apply(i));
            } catch (Refusal refusal) {
                return Optional.empty();
            }
        });
        assertEquals(List.of(), results.faults());
        return results.values();
    }

    @ParameterizedTest
    @EnumSource
    void keepsABoundedNumberOfRegistrations(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            var site = new Site(database);
            var asked = new Description("A host", List.of(OAuthBrowser.REDIRECT), true);
            String first = site.registrations.register(asked).client().id();
            clock.move(Duration.ofMillis(1));
            for (int i = 1; i < Registrations.MOST_UNGRANTED; i++) {
                site.registrations.register(asked);
            }
            Refusal full = assertThrows(Refusal.class, () -> site.registrations.register(asked));
            assertEquals("temporarily_unavailable", full.error().getCode());
            assertTrue(site.registrations.find(first).isPresent(), "a flood pushes out nobody who has just come");
            clock.move(Duration.ofMinutes(31));
            String next = site.registrations.register(asked).client().id();
            assertTrue(site.registrations.find(first).isEmpty());
            assertTrue(site.registrations.find(next).isPresent());
            clock.move(Duration.ofDays(1).plusSeconds(1));
            site.registrations.sweep();
            assertTrue(site.registrations.find(next).isEmpty());
            long clients = database.read(
                    tx -> tx.first("SELECT COUNT(*) AS clients FROM oauth_clients", row -> row.number("clients"))
                            .orElseThrow());
            assertEquals(0, clients);
        }
    }

    @ParameterizedTest
    @EnumSource
    void keepsARegistrationForAsLongAsSomebodyLetsItIn(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            Database database = test.database();
            var site = new Site(database);
            String id = site.registrations
                    .register(new Description("A host", List.of(OAuthBrowser.REDIRECT), true))
                    .client()
                    .id();
            database.write(tx -> {
                Registrations.granted(tx, id, clock.millis());
                return true;
            });
            clock.move(Duration.ofDays(89));
            site.registrations.sweep();
            assertTrue(site.registrations.find(id).isPresent());
            clock.move(Duration.ofDays(2));
            site.registrations.sweep();
            assertTrue(site.registrations.find(id).isEmpty());
        }
    }
}
