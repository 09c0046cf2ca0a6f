package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.KeyId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class AccessTest {
    private static final String UNKNOWN = "trg_0123456789abcdefABCDEF-_01234567";

    private static boolean works(Access access, String secret) {
        return access.authenticate(secret).isPresent();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyTellsWhoseItIsAndWhatItAllows(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey mine = world.create();
            CreatedKey theirs = world.keys.create(
                    world.other, new NewKey("ci", List.of(), AccessWorld.ANN, null, 7), AccessWorld.MANY);
            Caller caller = world.access.authenticate(mine.secret()).orElseThrow();
            assertEquals(world.home, caller.workspace());
            assertEquals(AccessWorld.ANN, caller.person());
            assertEquals(mine.key().id().value(), caller.credentialId());
            assertEquals(mine.key().prefix() + "****", caller.label());
            assertEquals(new Grants(Set.of(Scope.ACTIONS_READ), Set.of("send-report")), caller.grants());
            assertEquals("free", caller.tier());
            assertNull(caller.rateLimitPerMinute());
            Caller stranger = world.access.authenticate(theirs.secret()).orElseThrow();
            assertEquals(world.other, stranger.workspace());
            assertEquals("pro", stranger.tier());
            assertEquals(7, stranger.rateLimitPerMinute());
            assertEquals(Set.of(), stranger.grants().wireNames());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherTierHoldsForKeysAndOperatorsWithinASecond(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            List<String> secrets = List.of(world.create().secret(), AccessWorld.BOOTSTRAP_KEY);
            List<String> before = secrets.stream()
                    .map(secret ->
                            world.access.authenticate(secret).orElseThrow().tier())
                    .toList();
            assertEquals(List.of("free", "free"), before);
            // Another process does it: nobody tells this server.
            assertEquals(
                    "pro",
                    world.workspaces
                            .setTier(world.home, "pro", (tx, changed) -> {})
                            .tier());
            world.clock.move(Duration.ofMillis(999));
            assertEquals(
                    List.of("pro", "pro"),
                    secrets.stream()
                            .map(secret -> world.access
                                    .authenticate(secret)
                                    .orElseThrow()
                                    .tier())
                            .toList());
            assertEquals(
                    "pro",
                    world.anotherServer(world.test.database())
                            .authenticate(secrets.getLast())
                            .orElseThrow()
                            .tier());
        }
    }

    @ParameterizedTest
    @EnumSource
    void everyWrongSecretIsNobody(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            String secret = world.create().secret();
            assertTrue(works(world.access, secret));
            var wrong = new ArrayList<>(List.of(
                    "",
                    " ",
                    "Bearer " + secret,
                    secret + " ",
                    " " + secret,
                    secret + "A",
                    secret.substring(0, 35),
                    secret.substring(0, 8),
                    secret.toUpperCase(java.util.Locale.ROOT),
                    UNKNOWN,
                    "x".repeat(100_000),
                    "\u0430".repeat(36),
                    "trg_\ud800" + "a".repeat(31)));
            for (int place = 4; place < 36; place++) {
                char other = secret.charAt(place) == 'A' ? 'B' : 'A';
                wrong.add(secret.substring(0, place) + other + secret.substring(place + 1));
            }
            for (String text : wrong) {
                assertFalse(works(world.access, text), "accepted a wrong secret");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRevokedKeyIsRefusedAtOnceHereAndWithinASecondElsewhere(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            Access elsewhere = world.anotherServer(world.test.database());
            CreatedKey key = world.create();
            CreatedKey kept = world.create();
            assertTrue(works(world.access, key.secret()) && works(elsewhere, key.secret()));
            world.keys.revoke(world.home, key.key().id());
            assertFalse(works(world.access, key.secret()));
            world.clock.move(Duration.ofMillis(999));
            assertFalse(works(elsewhere, key.secret()));
            assertTrue(works(world.access, kept.secret()) && works(elsewhere, kept.secret()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aNewKeyWorksAtOnceHereAndWithinASecondElsewhere(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            Access elsewhere = world.anotherServer(world.test.database());
            assertFalse(works(world.access, UNKNOWN) || works(elsewhere, UNKNOWN));
            String secret = world.create().secret();
            assertTrue(works(world.access, secret));
            world.clock.move(Duration.ofMillis(999));
            assertTrue(works(elsewhere, secret));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyExpiresOnTheMillisecond(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            long expiry = world.clock.millis() + 10_000;
            String secret = world.keys
                    .create(world.home, new NewKey("brief", List.of(), AccessWorld.ANN, expiry, null), AccessWorld.MANY)
                    .secret();
            world.clock.set(expiry - 1);
            assertTrue(works(world.access, secret));
            world.clock.set(expiry);
            assertFalse(works(world.access, secret));
        }
    }

    @ParameterizedTest
    @EnumSource
    void afterARotationTheOldSecretWorksForItsGrace(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey first = world.create();
            KeyId id = first.key().id();
            CreatedKey second = world.keys.rotate(world.home, id, Duration.ofHours(1));
            Caller before = world.access.authenticate(first.secret()).orElseThrow();
            Caller after = world.access.authenticate(second.secret()).orElseThrow();
            assertEquals(after.credentialId(), before.credentialId(), "they share one rate limit");
            assertEquals(first.key().prefix() + "****", before.label());
            assertEquals(second.key().prefix() + "****", after.label());
            world.clock.move(Duration.ofHours(1).minusMillis(1));
            assertTrue(works(world.access, first.secret()));
            world.clock.move(Duration.ofMillis(1));
            assertFalse(works(world.access, first.secret()));
            assertTrue(works(world.access, second.secret()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLaterRotationShortensEarlierGracesAndNeverLengthensThem(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey first = world.create();
            KeyId id = first.key().id();
            CreatedKey second = world.keys.rotate(world.home, id, Duration.ofHours(1));
            CreatedKey third = world.keys.rotate(world.home, id, Duration.ofHours(20));
            world.clock.move(Duration.ofHours(1));
            assertFalse(works(world.access, first.secret()));
            assertTrue(works(world.access, second.secret()));
            CreatedKey fourth = world.keys.rotate(world.home, id, Duration.ZERO);
            for (CreatedKey old : List.of(first, second, third)) {
                assertFalse(works(world.access, old.secret()));
            }
            assertTrue(works(world.access, fourth.secret()));
            world.keys.revoke(world.home, id);
            assertFalse(works(world.access, fourth.secret()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void bootstrapKeysWorkBesideTheOthers(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            Caller operator =
                    world.access.authenticate(AccessWorld.BOOTSTRAP_KEY).orElseThrow();
            assertEquals(world.home, operator.workspace());
            assertEquals(Set.of(Scope.values()), operator.grants().scopes());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTimeOfLastUseIsWrittenOnceAMinute(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey used = world.create();
            CreatedKey unused = world.create();
            world.clock.move(Duration.ofSeconds(5));
            long firstUse = world.clock.millis();
            works(world.access, used.secret());
            assertNull(lastUse(world, used));
            world.access.flushLastUsed();
            assertEquals(firstUse, lastUse(world, used));
            assertNull(lastUse(world, unused));
            world.clock.move(Duration.ofSeconds(59));
            works(world.access, used.secret());
            world.access.flushLastUsed();
            assertEquals(firstUse, lastUse(world, used));
            world.clock.move(Duration.ofSeconds(1));
            works(world.access, used.secret());
            works(world.access, UNKNOWN);
            world.access.flushLastUsed();
            assertEquals(firstUse + 60_000, lastUse(world, used));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTimeOfLastUseNeverGoesBackWhenAnotherServerSawALaterOne(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            Access elsewhere = world.anotherServer(world.test.database());
            CreatedKey key = world.create();
            works(elsewhere, key.secret());
            world.clock.move(Duration.ofSeconds(30));
            works(world.access, key.secret());
            world.access.flushLastUsed();
            elsewhere.flushLastUsed();
            assertEquals(world.clock.millis(), lastUse(world, key));
        }
    }

    /** Keys come, go and change while others are used without a pause: those must never be refused. */
    @ParameterizedTest
    @EnumSource
    void changesOfOtherKeysNeverDisturbAKey(TestDatabase.Kind kind) throws InterruptedException {
        try (var world = new AccessWorld(kind)) {
            String steady = world.create().secret();
            var refusals = new AtomicInteger();
            var wrongly = new AtomicInteger();
            var user = Thread.ofPlatform().start(() -> {
                while (!Thread.currentThread().isInterrupted()) {
                    refusals.addAndGet(works(world.access, steady) ? 0 : 1);
                    wrongly.addAndGet(works(world.access, UNKNOWN) ? 1 : 0);
                }
            });
            for (int i = 0; i < 50; i++) {
                CreatedKey key = world.create();
                assertTrue(works(world.access, key.secret()));
                CreatedKey rotated = world.keys.rotate(world.home, key.key().id(), Duration.ZERO);
                assertFalse(works(world.access, key.secret()));
                assertTrue(works(world.access, rotated.secret()));
                world.keys.revoke(world.home, key.key().id());
                assertFalse(works(world.access, rotated.secret()));
            }
            user.interrupt();
            user.join();
            assertEquals(0, refusals.get());
            assertEquals(0, wrongly.get());
        }
    }

    private static Long lastUse(AccessWorld world, CreatedKey key) {
        return world.keys.find(world.home, key.key().id()).orElseThrow().lastUsedAt();
    }
}
