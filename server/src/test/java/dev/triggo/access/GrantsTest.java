package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GrantsTest {
    private static Caller caller(String... scopes) {
        return new Caller(
                new WorkspaceId("home"),
                new PersonId("ann"),
                "key",
                "trg_0123****",
                Grants.ofWireNames(List.of(scopes)),
                "free",
                null);
    }

    @ParameterizedTest
    @EnumSource
    void aScopeAllowsItselfAndNothingElse(Scope held) {
        for (Scope needed : Scope.values()) {
            if (needed == held) {
                assertDoesNotThrow(() -> caller(held.wireName()).require(needed));
            } else {
                Problem refusal = assertThrows(
                        Problem.class, () -> caller(held.wireName()).require(needed));
                assertEquals(ProblemCode.FORBIDDEN, refusal.code());
                assertEquals(List.of(Json.of(needed.wireName())), refusal.details());
            }
        }
    }

    @Test
    void aRefusalNamesAllThatTheCallNeeds() {
        Problem refusal =
                assertThrows(Problem.class, () -> caller("runs:read").require(Scope.RUNS_READ, Scope.APPROVALS_DECIDE));
        assertEquals(List.of(Json.of("runs:read"), Json.of("approvals:decide")), refusal.details());
    }

    @Test
    void aGrantOnOneActionAllowsRunningAndReadingThatActionAlone() {
        Grants grants = Grants.ofWireNames(List.of("actions:run:send-report"));
        assertTrue(grants.mayRun("send-report") && grants.mayRead("send-report"));
        for (String other : List.of("send", "send-report-2", "Send-report", "", "*")) {
            assertFalse(grants.mayRun(other) || grants.mayRead(other), other);
        }
        assertEquals(Set.of(), grants.scopes());
        assertDoesNotThrow(() -> caller("actions:run:send-report").requireRun("send-report"));
        assertThrows(Problem.class, () -> caller("actions:run:send-report").requireRun("other"));
    }

    @Test
    void runningIsNotReadingAndReadingIsNotRunning() {
        assertFalse(Grants.ofWireNames(List.of("actions:run")).mayRead("a"));
        assertFalse(Grants.ofWireNames(List.of("actions:read")).mayRun("a"));
    }

    @Test
    void whatIsStoredReadsBackSortedAndUnknownNamesGrantNothing() {
        Grants grants =
                Grants.ofWireNames(List.of("runs:read", "actions:run:b", "admin", "*", "actions:run:a", "Runs:read"));
        assertEquals(List.of("actions:run:a", "actions:run:b", "runs:read"), List.copyOf(grants.wireNames()));
    }
}
