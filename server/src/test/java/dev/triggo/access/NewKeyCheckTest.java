package dev.triggo.access;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NewKeyCheckTest {
    private static final long NOW = 1_800_000_000_000L;
    private static final PersonId ANN = new PersonId("ann");
    private static final KeyCaps CAPS = new KeyCaps(60, 1);

    private static void check(NewKey key) {
        NewKeyCheck.check(key, CAPS, NOW);
    }

    private static void checkScopes(String... scopes) {
        check(new NewKey("ci", List.of(scopes), ANN, null, null));
    }

    private static List<String> faultyPaths(Runnable check) {
        Problem problem = assertThrows(Problem.class, check::run);
        assertEquals(ProblemCode.BAD_REQUEST, problem.code());
        return problem.details().stream()
                .map(detail -> String.valueOf(((Json.Obj) detail).text("path")))
                .toList();
    }

    @Test
    void everyScopeCanBeIssuedAloneAllTogetherOrNotAtAll() {
        assertDoesNotThrow(() -> checkScopes());
        assertDoesNotThrow(() ->
                checkScopes(Arrays.stream(Scope.values()).map(Scope::wireName).toArray(String[]::new)));
        for (String scope : List.of(
                "actions:read",
                "actions:run",
                "runs:read",
                "approvals:decide",
                "connectors:read",
                "connectors:write",
                "workflows:read",
                "workflows:write",
                "actions:run:send-report",
                "actions:run:a",
                "actions:run:a1-2b-c3",
                "actions:run:" + "a".repeat(64))) {
            assertDoesNotThrow(() -> checkScopes(scope), scope);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "*",
                "actions:*",
                "actions:run:*",
                "actions:run:",
                "actions:run:Send",
                "actions:run:-a",
                "actions:run:a-",
                "actions:run:a--b",
                "actions:run:1a",
                "actions:run:a b",
                "actions:run:a\n",
                "actions:run:send-report:x",
                "actions:run:\u212a",
                "actions:delete",
                "Actions:read",
                "ACTIONS_READ",
                "actions:read ",
                " actions:read",
                "actions:read actions:run",
                "actions:read,actions:run",
                "wor\u212aflows:read",
                "actions\uff1aread",
                "admin",
            })
    void whatIsNoScopeByteForByteIsRefused(String scope) {
        assertEquals(List.of("/scopes/1"), faultyPaths(() -> checkScopes("runs:read", scope)));
    }

    @Test
    void aSlugThatIsTooLongIsRefused() {
        assertEquals(List.of("/scopes/0"), faultyPaths(() -> checkScopes("actions:run:" + "a".repeat(65))));
    }

    @Test
    void aScopeGivenTwiceIsRefused() {
        assertEquals(
                List.of("/scopes/1", "/scopes/3"),
                faultyPaths(() -> checkScopes("runs:read", "runs:read", "actions:run:a", "actions:run:a")));
    }

    @Test
    void aFloodOfScopesIsRefusedInOneLine() {
        assertEquals(
                List.of("/scopes"),
                faultyPaths(() -> check(new NewKey("ci", Collections.nCopies(100_000, "x"), ANN, null, null))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "\u2003",
                "a\u0000",
                "a\nb",
                "a\u007f",
                "a\u0085",
                "a\u001b[31m",
                "a\u2028b",
                "a\u202eb",
                "a\u2066b",
                "a\u200bb",
                "a\ufeff",
                "a\ud800",
                "\udc00a",
            })
    void namesThatCannotBeShownSafelyAreRefused(String name) {
        assertEquals(List.of("/name"), faultyPaths(() -> check(new NewKey(name, List.of(), ANN, null, null))));
    }

    @Test
    void namesOfAnyScriptOfUpToAHundredCharactersAreFine() {
        for (String name : List.of(
                "a", "CI – Köln", "ключ", "鍵", "👩‍💻 laptop", "x".repeat(100), "👩".repeat(100), "'; DROP TABLE")) {
            assertDoesNotThrow(() -> check(new NewKey(name, List.of(), ANN, null, null)), name);
        }
        assertEquals(
                List.of("/name"), faultyPaths(() -> check(new NewKey("👩".repeat(101), List.of(), ANN, null, null))));
    }

    @Test
    void theRateLimitIsFromOneToTheTiers() {
        for (int limit : new int[] {1, 59, 60}) {
            assertDoesNotThrow(() -> check(new NewKey("ci", List.of(), ANN, null, limit)));
        }
        for (int limit : new int[] {Integer.MIN_VALUE, -1, 0, 61, Integer.MAX_VALUE}) {
            assertEquals(
                    List.of("/rateLimitPerMinute"),
                    faultyPaths(() -> check(new NewKey("ci", List.of(), ANN, null, limit))));
        }
    }

    @Test
    void theExpiryIsInTheFuture() {
        assertDoesNotThrow(() -> check(new NewKey("ci", List.of(), ANN, NOW + 1, null)));
        for (long expiry : new long[] {NOW, NOW - 1, 0, Long.MIN_VALUE}) {
            assertEquals(
                    List.of("/expiresAt"), faultyPaths(() -> check(new NewKey("ci", List.of(), ANN, expiry, null))));
        }
    }

    @Test
    void allFaultsAreNamedAtOnce() {
        assertEquals(
                List.of("/name", "/scopes/0", "/scopes/2", "/expiresAt", "/rateLimitPerMinute"),
                faultyPaths(() -> check(new NewKey("", List.of("*", "runs:read", "Runs:read"), ANN, 1L, 0))));
    }
}
