package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Nothing is left of a deleted workspace in any table, and nothing of another one is touched. The tables are read from the
 * schema: one that is added must be cleared too, or be named here as none that has something of a workspace.
 */
@Timeout(180)
class WorkspaceLeftoversTest {
    private static final String GONE = "gone";
    private static final String KEPT = "kept";

    /** What belongs to a workspace by what it belongs to: a column, and what the rows of a workspace have in it. */
    private static final Map<String, String> PARENTS =
            Map.of("run_id", "runs", "grant_id", "oauth_grants", "subscription_id", "trigger_subscriptions");

    /** Of people, of servers, or what must stay: that a run was there and that a workspace was. */
    private static final Set<String> OF_NO_WORKSPACE = Set.of(
            "api_key_changes",
            "flyway_schema_history",
            "journal_retired",
            "kept_keys",
            "oauth_clients",
            "people",
            "people_failed_logins",
            "people_half_sign_ins",
            "people_identities",
            "people_password_links",
            "people_recovery_codes",
            "people_second_factors",
            "people_setup",
            "run_quota",
            "run_signals",
            "servers",
            "signing_keys",
            "workspace_deletions",
            "workspaces");

    /** Of these the server makes sense beyond what they are called. */
    private static final Map<String, Object> SENSIBLE =
            Map.of("runs.status", "succeeded", "runs.finished_at", 1L, "connector_builds.status", "failed");

    @TempDir
    Path folder;

    private record Column(String table, String name, boolean number, boolean nullable) {}

    @ParameterizedTest
    @EnumSource
    void nothingIsLeftInAnyTable(TestDatabase.Kind kind) {
        Map<String, String> settings = kind == TestDatabase.Kind.SQLITE
                ? Map.of()
                : Map.of(
                        "DATABASE_URL",
                        TestDatabase.freshPostgresUrl(),
                        "ENCRYPTION_KEY",
                        "0123456789abcdef".repeat(4));
        try (var server = RunningServer.start(folder, settings);
                var database = Database.open(new StoreSettings(folder, settings.get("DATABASE_URL")))) {
            assertTrue(server.port() > 0);
            Map<String, List<Column>> tables = tables(database, kind);
            List<String> cleared = belonging(tables);
            for (String workspace : List.of(GONE, KEPT)) {
                var unused = database.write(tx -> {
                    tx.update(
                            "INSERT INTO workspaces (id, name, tier, created_at) VALUES (?, ?, 'free', 1)",
                            workspace,
                            workspace);
                    cleared.stream()
                            .sorted((a, b) -> Boolean.compare(a.equals("api_key_secrets"), b.equals("api_key_secrets")))
                            .forEach(table -> plant(tx, workspace, table, tables.get(table)));
                    return true;
                });
            }
            Map<String, Long> before = counts(database, cleared, KEPT);
            assertEquals(Set.of(1L), Set.copyOf(before.values()), before::toString);
            // Long ago, so that it counts as cleared as soon as nothing is found.
            var unused = database.write(tx -> tx.update("""
                    INSERT INTO workspace_deletions (workspace_id, name, person_id, who, at, changed, cleared_at)
                    VALUES (?, 'Old', 'p1', 'ada@example.com', 1, 1, NULL)
                    """, GONE));
            awaitCleared(database, cleared);
            assertEquals(
                    List.of("default", KEPT),
                    database.read(tx -> tx.list("SELECT id FROM workspaces ORDER BY id", row -> row.text("id"))));
            assertEquals(before, counts(database, cleared, KEPT));
        }
    }

    /** The tables that something of a workspace is in; fails for one of which that is not known. */
    private static List<String> belonging(Map<String, List<Column>> tables) {
        var belonging = new ArrayList<String>();
        tables.forEach((table, columns) -> {
            if (!OF_NO_WORKSPACE.contains(table)) {
                assertTrue(
                        link(table, columns) != null,
                        "nobody knows whether the table " + table + " has something of a workspace: see this test");
                belonging.add(table);
            }
        });
        assertTrue(belonging.size() > 25, belonging::toString);
        return belonging;
    }

    private static String link(String table, List<Column> columns) {
        List<String> names = columns.stream().map(Column::name).toList();
        if (names.contains("workspace_id")) {
            return "workspace_id";
        }
        if (table.equals("api_key_secrets")) {
            return "key_id";
        }
        return PARENTS.keySet().stream().filter(names::contains).findFirst().orElse(null);
    }

    private static void plant(Transaction tx, String workspace, String table, List<Column> columns) {
        var values = new LinkedHashMap<String, Object>();
        for (Column column : columns) {
            Object value = value(workspace, table, column);
            if (value != null) {
                values.put(column.name(), value);
            }
        }
        String places =
                String.join(", ", values.keySet().stream().map(name -> "?").toList());
        tx.update(
                "INSERT INTO " + table + " (" + String.join(", ", values.keySet()) + ") VALUES (" + places + ")",
                values.values().toArray());
    }

    private static Object value(String workspace, String table, Column column) {
        Object sensible = SENSIBLE.get(table + "." + column.name());
        if (sensible != null) {
            return sensible;
        }
        if (column.name().equals("workspace_id")) {
            return workspace;
        }
        if (table.equals("api_keys") && column.name().equals("revoked_at")) {
            return 1L;
        }
        if (PARENTS.containsKey(column.name())) {
            return id(PARENTS.get(column.name()), workspace);
        }
        if (table.equals("api_key_secrets") && column.name().equals("key_id")) {
            return id("api_keys", workspace);
        }
        if (column.name().equals("id")) {
            return id(table, workspace);
        }
        if (column.nullable()) {
            return null;
        }
        return column.number() ? (Object) 1L : "{\"of\": \"" + workspace + " " + table + " " + column.name() + "\"}";
    }

    private static String id(String table, String workspace) {
        return table + "-" + workspace;
    }

    private static Map<String, Long> counts(Database database, List<String> tables, String workspace) {
        var counts = new TreeMap<String, Long>();
        for (String table : tables) {
            counts.put(
                    table,
                    database.read(tx -> tx.first(
                                    "SELECT COUNT(*) AS n FROM " + table + " WHERE "
                                            + BY.getOrDefault(table, "workspace_id") + " = ?",
                                    row -> row.number("n"),
                                    of(table, workspace))
                            .orElseThrow()));
        }
        return counts;
    }

    private static final Map<String, String> BY = Map.of(
            "api_key_secrets", "key_id",
            "run_aftermath", "run_id",
            "journal_commits", "run_id",
            "journal_sealed", "run_id",
            "oauth_codes", "grant_id",
            "oauth_tokens", "grant_id",
            "trigger_deliveries", "subscription_id",
            "trigger_polls", "subscription_id",
            "trigger_items", "subscription_id");

    private static String of(String table, String workspace) {
        String by = BY.get(table);
        if (by == null) {
            return workspace;
        }
        return by.equals("key_id") ? id("api_keys", workspace) : id(PARENTS.get(by), workspace);
    }

    private static void awaitCleared(Database database, List<String> tables) {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            boolean cleared = database.read(tx -> tx.first(
                            "SELECT 1 AS one FROM workspace_deletions WHERE cleared_at IS NOT NULL", row -> true))
                    .isPresent();
            if (cleared) {
                var left = new TreeMap<>(counts(database, tables, GONE));
                left.values().removeIf(count -> count == 0L);
                assertEquals(Map.of(), left);
                return;
            }
            assertTrue(
                    System.nanoTime() < until,
                    () -> counts(database, tables, GONE).toString());
            Thread.onSpinWait();
        }
    }

    private static Map<String, List<Column>> tables(Database database, TestDatabase.Kind kind) {
        String sql = kind == TestDatabase.Kind.SQLITE ? """
                SELECT m.name AS table_name, c.name AS column_name, c.type AS type,
                       CASE WHEN c."notnull" = 0 THEN 1 ELSE 0 END AS nullable
                  FROM sqlite_master m JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
                 ORDER BY m.name, c.cid
                """ : """
                SELECT c.table_name AS table_name, c.column_name AS column_name, c.data_type AS type,
                       CASE WHEN c.is_nullable = 'YES' THEN 1 ELSE 0 END AS nullable
                  FROM information_schema.columns c
                  JOIN information_schema.tables t ON t.table_name = c.table_name AND t.table_schema = c.table_schema
                 WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                 ORDER BY c.table_name, c.ordinal_position
                """;
        var tables = new TreeMap<String, List<Column>>();
        database.read(tx -> tx.list(
                        sql,
                        row -> new Column(
                                row.text("table_name"),
                                row.text("column_name"),
                                row.text("type").equalsIgnoreCase("bigint"),
                                row.number("nullable") == 1)))
                .forEach(column -> tables.computeIfAbsent(column.table(), none -> new ArrayList<>())
                        .add(column));
        return tables;
    }
}
