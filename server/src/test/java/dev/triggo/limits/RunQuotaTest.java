package dev.triggo.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RunQuotaTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final long HOUR = 3_600_000;
    private static final PersonId ANN = new PersonId("ann");

    private final RunQuota quota = new RunQuota();

    private boolean take(TestDatabase test, PersonId person, @Nullable Integer runsPerHour, long now) {
        return test.database().write(tx -> quota.take(tx, person, runsPerHour, now));
    }

    private int take(TestDatabase test, int runsPerHour, long now, int times) {
        var units = new ArrayList<CompletableFuture<Boolean>>();
        for (int i = 0; i < times; i++) {
            units.add(test.database().submit(tx -> quota.take(tx, ANN, runsPerHour, now)));
        }
        return (int) units.stream().filter(done -> test.database().await(done)).count();
    }

    @ParameterizedTest
    @EnumSource
    void exactlyTheQuotaHoweverManyAskAtOnce(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            assertEquals(100, take(test, 100, NOW, 1_000));
            assertFalse(take(test, ANN, 100, NOW + HOUR - 1));
            assertTrue(take(test, new PersonId("bob"), 100, NOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theHourBeginsWithItsFirstRun(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            assertTrue(take(test, ANN, 2, NOW));
            assertTrue(take(test, ANN, 2, NOW + HOUR - 1));
            assertFalse(take(test, ANN, 2, NOW + HOUR - 1));
            assertTrue(take(test, ANN, 2, NOW + HOUR));
            assertTrue(take(test, ANN, 2, NOW + HOUR + 10));
            assertFalse(take(test, ANN, 2, NOW + 2 * HOUR - 1));
            assertEquals(2, take(test, 2, NOW + 3 * HOUR, 9));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRunThatIsNotCommittedIsNotCounted(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            assertTrue(take(test, ANN, 2, NOW));
            var undone = test.database().<Boolean>submit(tx -> {
                quota.take(tx, ANN, 2, NOW);
                throw new IllegalArgumentException("the run cannot be accepted");
            });
            assertThrows(IllegalArgumentException.class, () -> test.database().await(undone));
            assertTrue(take(test, ANN, 2, NOW));
            assertFalse(take(test, ANN, 2, NOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutAQuotaNothingIsWritten(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            for (int i = 0; i < 50; i++) {
                assertTrue(take(test, ANN, null, NOW));
            }
            assertEquals(List.of(), people(test));
        }
    }

    @ParameterizedTest
    @EnumSource
    void anHourFromAWrongClockDoesNotShutAPersonOutForLong(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            assertTrue(take(test, ANN, 1, NOW + HOUR));
            assertFalse(take(test, ANN, 1, NOW), "two servers may differ by an hour");
            assertTrue(take(test, ANN, 1, NOW + 400 * HOUR));
            assertTrue(take(test, ANN, 1, NOW), "no server is days ahead");
            assertFalse(take(test, ANN, 1, NOW));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalSaysWhenTheNextHourBegins(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            take(test, ANN, 1, NOW);
            Problem refusal = test.database().read(tx -> quota.refusal(tx, ANN, 1, NOW + 1_500));
            assertEquals(ProblemCode.RUN_QUOTA_EXCEEDED, refusal.code());
            assertEquals(Optional.of(Duration.ofSeconds(3_599)), refusal.retryAfter());
            assertTrue(take(test, ANN, 1, NOW + 1_500 + 3_599_000));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hoursThatAreOverAreSweptAndTheOthersKept(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            take(test, new PersonId("early"), 5, NOW);
            take(test, new PersonId("late"), 5, NOW + 1);
            int swept = test.database().write(tx -> quota.sweep(tx, NOW + HOUR));
            assertEquals(1, swept);
            assertEquals(List.of("late"), people(test));
        }
    }

    private static List<String> people(TestDatabase test) {
        return test.database().read(tx -> tx.list("SELECT person_id FROM run_quota", row -> row.text("person_id")));
    }
}
