package dev.triggo.connectors;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class KeptValuesTest {
    private final TestClock clock = TestClock.someDay();

    private KeptValues values(TestDatabase test, String workspace, String connector, String connection) {
        return new KeptValues(test.database(), clock, new WorkspaceId(workspace), connector, connection);
    }

    @ParameterizedTest
    @EnumSource
    void keepsEveryValueForOneWorkspaceConnectorAndConnection(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var ours = values(test, "w", "storage", null);
            assertEquals(Map.of(), ours.get("a"));
            ours.put("a", Map.of("n", 1L, "text", "\u0000é\ud83d\ude00"));
            ours.put("b/%_1", null);
            ours.put("b/2", List.of(true, "x"));
            assertEquals(Map.of("value", Map.of("n", 1L, "text", "\u0000é\ud83d\ude00")), ours.get("a"));
            assertTrue(ours.get("b/%_1").containsKey("value"));
            ours.put("a", "other");
            assertEquals(Map.of("value", "other"), ours.get("a"));
            for (var others : List.of(
                    values(test, "v", "storage", null),
                    values(test, "w", "slack", null),
                    values(test, "w", "storage", "c1"))) {
                assertEquals(Map.of(), others.get("a"));
                assertEquals(List.of(), others.list("", "", 10));
                assertFalse(others.delete("a"));
            }
            assertEquals(List.of("a", "b/%_1", "b/2"), ours.list("", "", 10));
            assertEquals(List.of("b/%_1", "b/2"), ours.list("b/", "", 10));
            assertEquals(List.of("b/%_1"), ours.list("b/%", "", 10));
            assertEquals(List.of("b/2"), ours.list("b/", "b/%_1", 10));
            assertEquals(List.of("a"), ours.list("", "", 1));
            assertTrue(ours.delete("a"));
            assertEquals(Map.of(), ours.get("a"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesWhatIsTooLargeOrNoKey(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var ours = values(test, "w", "storage", null);
            for (String key : List.of("", "x".repeat(257), "a\nb", "a\u0000")) {
                assertThrows(ConnectorError.class, () -> ours.put(key, 1));
                assertThrows(ConnectorError.class, () -> ours.get(key));
                assertThrows(ConnectorError.class, () -> ours.delete(key));
                assertThrows(ConnectorError.class, () -> ours.add(key, 1));
            }
            ours.put("k", "x".repeat(KeptValues.MOST_BYTES - 2));
            assertThrows(ConnectorError.class, () -> ours.put("k", "x".repeat(KeptValues.MOST_BYTES - 1)));
            assertThrows(ConnectorError.class, () -> ours.put("k", "é".repeat(KeptValues.MOST_BYTES / 2)));
            assertThrows(ConnectorError.class, () -> ours.put("k", new Object()));
            assertThrows(ConnectorError.class, () -> ours.add("k", 1));
            ours.put("n", Long.MAX_VALUE);
            assertThrows(ConnectorError.class, () -> ours.add("n", 1));
            assertEquals("{value=" + Long.MAX_VALUE + "}", ours.get("n").toString());
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFullAtItsBoundAndTakesOverWhatIsThere(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind)) {
            var ours = values(test, "w", "storage", null);
            var rows = new ArrayList<Object[]>();
            for (int i = 0; i < KeptValues.MOST; i++) {
                rows.add(new Object[] {"w", "storage", "", "k" + i, "1", 1L});
            }
            test.database().write(tx -> {
                tx.batch(
                        "INSERT INTO kept_values (workspace_id, connector, connection, name, content, changed_at) VALUES (?, ?, ?, ?, ?, ?)",
                        rows);
                return true;
            });
            assertThrows(ConnectorError.class, () -> ours.put("new", 1));
            assertThrows(ConnectorError.class, () -> ours.add("new", 1));
            ours.put("k1", 7L);
            assertEquals(8, ours.add("k1", 1));
            assertTrue(ours.delete("k2"));
            ours.put("new", 1L);
        }
    }

    @ParameterizedTest
    @EnumSource
    void givesNoSumTwice(TestDatabase.Kind kind) throws Exception {
        try (var test = TestDatabase.open(kind);
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var calls = new ArrayList<Callable<Long>>();
            for (int i = 0; i < 100; i++) {
                calls.add(() -> values(test, "w", "storage", null).add("count", 1));
            }
            var sums = new HashSet<Long>();
            for (var sum : threads.invokeAll(calls)) {
                assertTrue(sums.add(sum.get()));
            }
            assertEquals(
                    Map.of("value", 100L), values(test, "w", "storage", null).get("count"));
        }
    }
}
