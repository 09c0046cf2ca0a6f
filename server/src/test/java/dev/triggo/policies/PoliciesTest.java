package dev.triggo.policies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

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
    private static final Policy STRICT =
            new Policy(List.of("iban"), true, List.of("*.example.com", "10.0.0.0/8"), List.of("bad.example.com:443"));

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
                Collections.nCopies(201, "a.example.com"));
        assertEquals(
                List.of(
                        "redactFields",
                        "redactFields",
                        "egressAllowed",
                        "egressAllowed",
                        "egressAllowed",
                        "egressDenied"),
                wrong.faults().stream().map(Policy.Fault::field).toList());
        assertEquals(List.of(), STRICT.faults());
    }
}
