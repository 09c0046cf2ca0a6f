package dev.triggo.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestDatabase;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class PoliciesTest {
    private static final WorkspaceId OURS = new WorkspaceId("w1");
    private static final Policy STRICT = new Policy(
            List.of("iban"), true, List.of("*.example.com", "10.0.0.0/8"), List.of("bad.example.com:443"), 7L);

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aChangeCountsAtOnceIsKeptAndReachesOtherServers(TestDatabase.Kind kind) {
        try (var test = TestDatabase.open(kind)) {
            var here = new Policies(test.database(), Clock.systemUTC());
            var elsewhere = new Policies(test.database(), Clock.systemUTC());
            here.change(OURS, STRICT, (tx, before, after) -> {
                assertEquals(Policy.NONE, before);
                assertEquals(STRICT, after);
            });
            assertEquals(STRICT, here.of(OURS));
            assertEquals(Policy.NONE, here.of(new WorkspaceId("w2")));
            assertEquals(Policy.NONE, elsewhere.of(OURS));
            // What deletes asks the store, however old its server's knowledge is.
            assertEquals(7L, elsewhere.keptDays(OURS));
            assertNull(elsewhere.keptDays(new WorkspaceId("w2")));
            elsewhere.refresh();
            assertEquals(STRICT, elsewhere.of(OURS));
            here.change(OURS, Policy.NONE, (tx, before, after) -> assertEquals(STRICT, before));
            elsewhere.change(
                    OURS, STRICT, (tx, before, after) -> assertEquals(Policy.NONE, before, "as kept, not as known"));
            here.change(OURS, Policy.NONE, (tx, before, after) -> assertEquals(STRICT, before));
            assertEquals(Policy.NONE, new Policies(test.database(), Clock.systemUTC()).of(OURS));
        }
    }

    @Test
    void aChangeThatCannotBeNotedDoesNotHappen() {
        try (var test = TestDatabase.open(TestDatabase.Kind.SQLITE)) {
            var policies = new Policies(test.database(), Clock.systemUTC());
            assertThrows(
                    RuntimeException.class,
                    () -> policies.change(OURS, STRICT, (tx, before, after) -> {
                        throw new IllegalStateException("no");
                    }));
            assertEquals(Policy.NONE, policies.of(OURS));
            policies.refresh();
            assertEquals(Policy.NONE, policies.of(OURS));
        }
    }

    @Test
    void allFaultsAreToldAtOnce() {
        var wrong = new Policy(
                List.of("--", "x".repeat(65), "ok"),
                false,
                List.of("http://example.com/path", "*", "y".repeat(301)),
                Collections.nCopies(201, "a.example.com"),
                -1L);
        assertEquals(
                List.of(
                        "redactFields",
                        "redactFields",
                        "egressAllowed",
                        "egressAllowed",
                        "egressAllowed",
                        "egressDenied",
                        "keptDays"),
                wrong.faults(0).stream().map(Policy.Fault::field).toList());
        assertEquals(List.of(), STRICT.faults(0));
    }

    @Test
    void daysAreHeldWithinTheirBounds() {
        for (long good : new long[] {0, 1, 36_500}) {
            assertEquals(List.of(), keeping(good).faults(0), () -> good + " days");
        }
        for (long wrong : new long[] {-1, 36_501, Long.MAX_VALUE}) {
            assertEquals(1, keeping(wrong).faults(0).size(), () -> wrong + " days");
        }
        assertEquals(List.of(), keeping(90).faults(90));
        assertEquals(List.of(), Policy.NONE.faults(90));
        for (long wrong : new long[] {0, 91}) {
            Policy.Fault fault = keeping(wrong).faults(90).getFirst();
            assertTrue(fault.message().contains("from 1 to 90: the operator"), fault.message());
        }
    }

    private static Policy keeping(long days) {
        return new Policy(List.of(), false, List.of(), List.of(), days);
    }
}
