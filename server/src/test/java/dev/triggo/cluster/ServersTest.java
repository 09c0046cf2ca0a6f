package dev.triggo.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServersTest {
    private static void silence(TestDatabase test, String server) {
        test.database().write(tx -> tx.update("UPDATE servers SET alive_until = 1 WHERE id = ?", server));
    }

    private static long known(TestDatabase test, String server) {
        return test.database()
                .read(tx -> tx.first("SELECT COUNT(*) AS n FROM servers WHERE id = ?", row -> row.number("n"), server))
                .orElseThrow();
    }

    private static boolean lives(TestDatabase test, Servers seenBy, String server) {
        boolean lives = test.database().read(tx -> seenBy.lives(tx, server));
        return lives;
    }

    @ParameterizedTest
    @EnumSource
    void livesForAsLongAsItSaysSo(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var one = new Servers(test.database(), "one", Clock.systemUTC());
            var two = new Servers(test.database(), "two", Clock.systemUTC());
            assertTrue(lives(test, two, "one"));
            assertFalse(lives(test, two, "three"));
            assertEquals(Set.of(), two.dead(List.of("one", "two")));
            assertEquals(Set.of("three"), two.dead(List.of("one", "three")), "nothing is known of it");
            silence(test, "one");
            assertFalse(lives(test, two, "one"));
            assertEquals(Set.of("one"), two.dead(List.of("one", "two")));
            assertEquals(Set.of(), two.dead(List.of()), "of those only that are asked about");
            assertFalse(one.beat(), "it was silent for a moment only");
            assertEquals(Set.of(), two.dead(List.of("one")));
            silence(test, "one");
            two.forgetOld();
            assertEquals(0, known(test, "one"), "who died long ago is forgotten");
            assertEquals(Set.of("one"), two.dead(List.of("one")), "and does not live again by that");
            two.leave();
            assertFalse(lives(test, one, "two"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void takesTheTimeOfTheDatabase(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var servers = new Servers(test.database(), "one", Clock.systemUTC());
            long theirs = test.database()
                    .read(tx -> tx.first("SELECT " + tx.now() + " AS now", row -> row.number("now"))
                            .orElseThrow());
            long off = servers.clock().millis() - theirs;
            assertTrue(Math.abs(off) < 2_000, off + " ms off");
        }
    }

    @ParameterizedTest
    @EnumSource
    void aLeaseIsShortAndOutlivesSomeLostBeats(TestDatabase.Kind kind) {
        assertTrue(Servers.LEASE_MS <= 15_000 && Servers.LEASE_MS >= 4 * Servers.BEAT_MS, kind::name);
    }

    @ParameterizedTest
    @EnumSource
    void keepsAMessageUntilItIsAnswered(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var signals = new Signals(test.database());
            var signal = new Signals.Signal("s1", new RunId("r1"), Json.parse("{\"type\":\"cancel\"}"), true);
            test.database().write(tx -> {
                signals.leave(tx, signal);
                return true;
            });
            assertEquals(List.of(signal), signals.openAfter(""));
            assertEquals(List.of(), signals.openAfter("s1"));
            assertTrue(signals.answerTo("s1").isEmpty());
            signals.answer("s1", Json.of("first"));
            signals.answer("s1", Json.of("second"));
            assertEquals(Json.of("first"), signals.answerTo("s1").orElseThrow());
            assertEquals(List.of(), signals.openAfter(""));
            signals.forgetOld();
            assertTrue(signals.answerTo("s1").isPresent(), "the answer is still to be fetched");
            signals.takeAway("s1");
            assertTrue(signals.answerTo("s1").isEmpty());
        }
    }
}
