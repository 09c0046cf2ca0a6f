package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.store.Transaction;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.Statements;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What a server asks its store is found by an index, however much there is: whatever it says to the store while a
 * workspace is used and looked at by every list and every page, no plan of it reads one of the tables that grow with each
 * run from end to end.
 */
@Timeout(240)
class PlansTest {
    private static final List<String> GROWING = List.of(
            "runs",
            "journal_commits",
            "journal_retired",
            "run_idempotency",
            "run_signals",
            "trigger_deliveries",
            "trigger_items",
            "people_audit");

    private static final Pattern NAMES_ONE = Pattern.compile("\\b(" + String.join("|", GROWING) + ")\\b");
    /** SQLite says SCAN of a table or of a whole index, SEARCH of what it finds by one. */
    private static final Pattern SCAN = Pattern.compile("SCAN (" + String.join("|", GROWING) + ")\\b.*");

    private static final Pattern RANGE = Pattern.compile("SEARCH (" + String.join("|", GROWING) + ")\\b[^=]*");

    private static final Pattern SEQUENTIAL = Pattern.compile(".*Seq Scan on (" + String.join("|", GROWING) + ")\\b.*");

    @TempDir
    Path folder;

    @ParameterizedTest
    @EnumSource
    void noPlanReadsATableThatGrowsFromEndToEnd(TestDatabase.Kind kind) throws Exception {
        String url = kind == TestDatabase.Kind.POSTGRES ? TestDatabase.freshPostgresUrl() : null;
        var settings = new HashMap<String, String>();
        if (url != null) {
            settings.putAll(Map.of("DATABASE_URL", url, "ENCRYPTION_KEY", "5a".repeat(32)));
        }
        Set<String> said;
        try (var statements = new Statements();
                var world = new TwoWorkspaces(folder, settings)) {
            use(world);
            said = statements.all();
        }
        said.removeIf(sql -> !NAMES_ONE.matcher(sql).find() || sql.startsWith("INSERT"));
        assertTrue(said.size() > 20, String.join("\n", said));
        var bad = new TreeMap<String, List<String>>();
        try (var database = Database.open(new StoreSettings(folder, url))) {
            for (String sql : said) {
                List<String> plan = url == null ? planOfSqlite(database, sql) : planOfPostgres(database, sql);
                assertTrue(!plan.isEmpty(), sql);
                List<String> scans =
                        plan.stream().filter(line -> isLong(sql, line)).toList();
                if (!scans.isEmpty()) {
                    bad.put(sql.replaceAll("\\s+", " "), scans);
                }
            }
        }
        assertEquals(Map.of(), bad);
    }

    /**
     * A table or an index is read from end to end; or, where one workspace is asked about, from somewhere on, past what all
     * the others have.
     */
    private static boolean isLong(String sql, String line) {
        boolean ofOne = sql.contains("workspace_id = ?");
        boolean range =
                ofOne && (RANGE.matcher(line).matches() || line.contains("Index Cond:") && !line.contains(" = "));
        return SCAN.matcher(line).matches() || SEQUENTIAL.matcher(line).matches() || range;
    }

    private static List<String> planOfSqlite(Database database, String sql) {
        Object[] nothing = new Object[marks(sql)];
        return database.read(tx -> tx.list("EXPLAIN QUERY PLAN " + sql, row -> row.text("detail"), nothing));
    }

    /** As PostgreSQL plans for any values, and with no table so small that it would rather read all of it. */
    private static List<String> planOfPostgres(Database database, String sql) {
        var numbered = new StringBuilder();
        int marks = 0;
        for (char letter : sql.toCharArray()) {
            numbered.append(letter == '?' ? "$" + ++marks : String.valueOf(letter));
        }
        String values = marks == 0 ? "" : "(" + String.join(", ", java.util.Collections.nCopies(marks, "NULL")) + ")";
        return database.write(tx -> {
            tx.update("SET LOCAL plan_cache_mode = force_generic_plan");
            tx.update("SET LOCAL enable_seqscan = off");
            tx.update("PREPARE asked AS " + numbered);
            List<String> plan = explained(tx, values);
            tx.update("DEALLOCATE asked");
            return plan;
        });
    }

    private static List<String> explained(Transaction tx, String values) {
        return tx.list("EXPLAIN EXECUTE asked" + values, row -> row.text("QUERY PLAN"));
    }

    private static int marks(String sql) {
        return (int) sql.chars().filter(letter -> letter == '?').count();
    }

    /** Runs that end in all ways, and every list and page that there is. */
    private static void use(TwoWorkspaces world) {
        PageClient owner = world.people.get("owner");
        String key = TwoWorkspaces.fullKey(owner);
        TwoWorkspaces.Things things = world.fill(owner, key);
        RestClient rest = world.rest(key);
        for (String query : List.of(
                "action=" + things.slug(),
                "status=failed",
                "status=succeeded",
                "status=waiting_for_approval",
                "source=schedule",
                "source=action",
                "needs_approval=true",
                "needs_approval=false",
                "correlation_id=x",
                "action=" + things.slug() + "&status=failed",
                "status=failed&source=webhook",
                "limit=1")) {
            rest.get("/runs?" + query).expect(200);
        }
        world.rest(key).get("/runs/" + things.run() + "/events").expect(200);
        for (Route route : world.server.routes()) {
            if (route.method().equals("GET") && !(route.access() instanceof Route.Access.Public)) {
                look(world, route, things, route.access() instanceof Route.Access.Session ? null : key);
            }
        }
        String run = "/runs/" + things.run();
        rest.post(run + "/approve", Json.parse("{\"decision\":\"rejected\"}")).expect(200);
        assertEquals("cancelled", rest.get(run + "?wait=20").expect(200).text("status"));
        assertTrue(rest.post(run + "/replay", Json.EMPTY_OBJECT).status() < 500);
        String second = String.valueOf(
                rest.post("/actions/" + things.slug() + "/run", Json.EMPTY_OBJECT, "Idempotency-Key", "k")
                        .expect(202)
                        .text("runId"));
        rest.post("/runs/" + second + "/cancel", Json.EMPTY_OBJECT);
        rest.delete("/workflows/" + things.workflow());
    }

    private static void look(TwoWorkspaces world, Route route, TwoWorkspaces.Things things, String key) {
        String path = route.path()
                .replace("{runId}", things.run())
                .replace("{id}", things.workflow())
                .replace("{slug}", things.slug())
                .replace("{connectionId}", things.connection())
                .replaceAll("\\{\\w+}", "http");
        int status = key == null
                ? world.people.get("owner").get(path.replace("/api/v1/app", "")).status()
                : world.send("GET", path, null, Map.of("authorization", "Bearer " + key))
                        .statusCode();
        assertTrue(Set.of(200, 303, 400, 403, 404).contains(status), path + " answers " + status);
    }
}
