package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ApiKeysTest {
    private static ProblemCode refusal(Runnable call) {
        return assertThrows(Problem.class, call::run).code();
    }

    @ParameterizedTest
    @EnumSource
    void aKeyReadsBackAsItWasMadeWithoutItsSecret(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            var asked = new NewKey(
                    "CI – Köln",
                    List.of("runs:read", "actions:run:send-report", "actions:read"),
                    AccessWorld.ANN,
                    world.clock.millis() + 86_400_000,
                    30);
            CreatedKey created = world.keys.create(world.home, asked, AccessWorld.MANY);
            ApiKey key = created.key();
            assertEquals(List.of("actions:read", "actions:run:send-report", "runs:read"), key.scopes());
            assertEquals(created.secret().substring(0, 8), key.prefix());
            assertEquals(Optional.of(key), world.keys.find(world.home, key.id()));
            assertEquals(List.of(key), world.keys.list(world.home));
            assertEquals("""
                    {"id":"%s","name":"CI – Köln","prefix":"%s","scopes":["actions:read","actions:run:send-report",\
                    "runs:read"],"createdAt":"2026-11-02T10:00:00.000Z","createdBy":"ann",\
                    "expiresAt":"2026-11-03T10:00:00.000Z","rateLimitPerMinute":30}""".formatted(key.id(), key.prefix()), key.json().write());
            assertEquals(key.json().with("secret", Json.of(created.secret())), created.json());
            assertFalse(created.toString().contains(created.secret()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void noTableHoldsASecret(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            var secrets = new ArrayList<String>();
            for (int i = 0; i < 20; i++) {
                CreatedKey created = world.create();
                secrets.add(created.secret());
                secrets.add(world.keys
                        .rotate(world.home, created.key().id(), Duration.ofHours(1))
                        .secret());
            }
            String dump = world.dump();
            assertTrue(dump.contains(secrets.get(0).substring(0, 8)), "the dump shows what it should");
            for (String secret : secrets) {
                assertFalse(dump.contains(secret.substring(8)), "a secret is in the database");
            }
        }
    }

    /** As by a request that was let in just before. */
    @ParameterizedTest
    @EnumSource
    void noKeyIsMadeOrTurnedWhereTheWorkspaceIsGone(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            KeyId before = world.keys
                    .create(world.other, world.asked(), AccessWorld.MANY)
                    .key()
                    .id();
            world.test.database().write(tx -> {
                world.workspaces.deletions().delete(tx, world.other, "Other", AccessWorld.ANN, "ann");
                return true;
            });
            assertEquals(
                    ProblemCode.NOT_FOUND,
                    refusal(() -> world.keys.create(world.other, world.asked(), AccessWorld.MANY)));
            assertEquals(
                    ProblemCode.NOT_FOUND, refusal(() -> world.keys.rotate(world.other, before, Duration.ofHours(1))));
            assertEquals(ProblemCode.NOT_FOUND, refusal(() -> world.keys.revoke(world.other, before)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFaultyKeyIsNotMade(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            var asked = new NewKey("ci", List.of("actions:*"), AccessWorld.ANN, null, null);
            assertEquals(
                    ProblemCode.BAD_REQUEST, refusal(() -> world.keys.create(world.home, asked, AccessWorld.MANY)));
            assertEquals(List.of(), world.keys.list(world.home));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theCapHoldsHoweverManyAskAtOnce(TestDatabase.Kind kind) throws InterruptedException {
        try (var world = new AccessWorld(kind)) {
            var made = new AtomicInteger();
            var refused = new AtomicInteger();
            var threads = new ArrayList<Thread>();
            for (int i = 0; i < 24; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        world.keys.create(world.home, world.asked(), new KeyCaps(60, 7));
                        made.incrementAndGet();
                    } catch (Problem problem) {
                        assertEquals(ProblemCode.KEY_QUOTA_EXCEEDED, problem.code());
                        refused.incrementAndGet();
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertEquals(7, made.get());
            assertEquals(17, refused.get());
            assertEquals(7, world.keys.list(world.home).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void revokedAndExpiredKeysAndOtherWorkspacesDoNotCount(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            var caps = new KeyCaps(60, 1);
            ApiKey first = world.keys.create(world.home, world.asked(), caps).key();
            assertEquals(
                    ProblemCode.KEY_QUOTA_EXCEEDED, refusal(() -> world.keys.create(world.home, world.asked(), caps)));
            world.keys.create(world.other, world.asked(), caps);
            world.keys.revoke(world.home, first.id());
            var brief = new NewKey("brief", List.of(), AccessWorld.ANN, world.clock.millis() + 1_000, null);
            world.keys.create(world.home, brief, caps);
            world.clock.move(Duration.ofMillis(999));
            assertEquals(
                    ProblemCode.KEY_QUOTA_EXCEEDED, refusal(() -> world.keys.create(world.home, world.asked(), caps)));
            world.clock.move(Duration.ofMillis(1));
            ApiKey last = world.keys.create(world.home, world.asked(), caps).key();
            assertEquals(last, world.keys.list(world.home).getFirst(), "newest first");
            assertEquals(3, world.keys.list(world.home).size());
        }
    }

    @ParameterizedTest
    @EnumSource
    void anotherWorkspacesKeyIsAnUnknownKey(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey mine = world.create();
            KeyId id = mine.key().id();
            assertEquals(Optional.empty(), world.keys.find(world.other, id));
            assertEquals(List.of(), world.keys.list(world.other));
            for (KeyId any : List.of(id, new KeyId("no-such-key"), new KeyId(""), new KeyId("' OR 1=1 --"))) {
                Problem revoking = assertThrows(Problem.class, () -> world.keys.revoke(world.other, any));
                Problem rotating =
                        assertThrows(Problem.class, () -> world.keys.rotate(world.other, any, Duration.ZERO));
                assertEquals(ProblemCode.NOT_FOUND, revoking.code());
                assertEquals(revoking.body("r"), rotating.body("r"));
            }
            assertEquals(Optional.of(mine.key()), world.keys.find(world.home, id));
            assertTrue(world.access.authenticate(mine.secret()).isPresent());
        }
    }

    @ParameterizedTest
    @EnumSource
    void revokingTwiceKeepsTheFirstTime(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            KeyId id = world.create().key().id();
            ApiKey revoked = world.keys.revoke(world.home, id);
            assertEquals(world.clock.millis(), revoked.revokedAt());
            world.clock.move(Duration.ofMinutes(5));
            assertEquals(revoked, world.keys.revoke(world.home, id));
        }
    }

    @ParameterizedTest
    @EnumSource
    void rotatingKeepsTheRecordAndChangesThePrefix(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            CreatedKey first = world.create();
            CreatedKey second = world.keys.rotate(world.home, first.key().id(), Duration.ofHours(24));
            assertNotEquals(first.secret(), second.secret());
            assertEquals(second.secret().substring(0, 8), second.key().prefix());
            assertEquals(
                    first.key().json().without("prefix"), second.key().json().without("prefix"));
            assertEquals(List.of(second.key()), world.keys.list(world.home));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aKeyThatEndedOrAGraceOutOfBoundsCannotBeRotated(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            KeyId alive = world.create().key().id();
            for (Duration grace : List.of(
                    Duration.ofMillis(-1), Duration.ofHours(24).plusMillis(1), Duration.ofSeconds(Long.MAX_VALUE))) {
                assertEquals(ProblemCode.BAD_REQUEST, refusal(() -> world.keys.rotate(world.home, alive, grace)));
            }
            KeyId revoked = world.create().key().id();
            world.keys.revoke(world.home, revoked);
            assertEquals(ProblemCode.BAD_REQUEST, refusal(() -> world.keys.rotate(world.home, revoked, Duration.ZERO)));
            var brief = new NewKey("brief", List.of(), AccessWorld.ANN, world.clock.millis() + 1, null);
            KeyId expired =
                    world.keys.create(world.home, brief, AccessWorld.MANY).key().id();
            world.clock.move(Duration.ofMillis(1));
            assertEquals(ProblemCode.BAD_REQUEST, refusal(() -> world.keys.rotate(world.home, expired, Duration.ZERO)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theDefaultWorkspaceStaysAsItWasMade(TestDatabase.Kind kind) {
        try (var world = new AccessWorld(kind)) {
            Workspace first = world.workspaces.ensureDefault("pro");
            assertEquals(first, world.workspaces.ensureDefault("business"));
            assertEquals(Optional.of(first), world.workspaces.find(first.id()));
            assertEquals(Set.of("free"), Set.of(first.tier()));
        }
    }
}
