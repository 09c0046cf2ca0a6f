package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunEvent;
import dev.triggo.journal.JournalCheck;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Journals that released versions wrote, read for ever. A new event needs a history that has it: run this test with
 * {@code -Dhistories.record=true}, which adds what is missing and changes nothing.
 */
class HistoriesTest {
    private static final Path FOLDER = WrittenDocs.root().resolve("server/src/test/resources/histories");

    @BeforeAll
    static void recordWhereAsked() throws IOException, InterruptedException {
        if (Boolean.getBoolean("histories.record")) {
            HistoryRecorder.record(FOLDER);
        }
    }

    private static List<Path> files() throws IOException {
        try (var files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static Json.Obj read(Path file) throws IOException {
        return (Json.Obj) Json.parse(Files.readString(file).strip());
    }

    @Test
    void everyHistoryGivesTheRunThatItGaveThen() throws IOException {
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE)) {
            List<Path> files = files();
            assertTrue(files.size() >= 18, files::toString);
            for (Path file : files) {
                Json.Obj history = read(file);
                store(world, history);
                String id = String.valueOf(((Json.Obj) history.get("row")).text("id"));
                Run run = world.history.find(RunsWorld.WORKSPACE, new RunId(id));
                assertSays(history.get("view"), run.toJson(true), file.getFileName() + " view");
                List<Json> events = world.history.events(RunsWorld.WORKSPACE, run.id(), 0).events().stream()
                        .map(event -> (Json) event.toJson())
                        .toList();
                assertSays(history.get("events"), Json.array(events), file.getFileName() + " events");
            }
            var check = JournalCheck.of(null);
            var report =
                    world.test().database().snapshot(tx -> check.check(tx, new RunRebuild(tx, world.surroundings())));
            assertEquals(List.of(), report.faults());
            assertEquals(files.size(), report.runs());
        }
    }

    @Test
    void everyEventIsInSomeHistory() throws IOException {
        var missing = new TreeSet<String>();
        addTypes(RunEvent.class, missing);
        assertTrue(missing.size() > 20, missing::toString);
        for (Path file : files()) {
            for (Json event : ((Json.Arr) read(file).get("events")).items()) {
                missing.remove(((Json.Obj) event).text("type"));
            }
        }
        assertEquals(new TreeSet<>(), missing, "no history has these events");
    }

    private static void addTypes(Class<?> type, TreeSet<String> types) {
        if (type.isSealed()) {
            for (Class<?> member : type.getPermittedSubclasses()) {
                addTypes(member, types);
            }
        } else {
            types.add(type.getSimpleName().replaceAll("(?<=.)(?=[A-Z])", "_").toLowerCase(Locale.ROOT));
        }
    }

    /** Later releases may say more, never something else. */
    private static void assertSays(Json then, Json now, String where) {
        if (then instanceof Json.Obj before && now instanceof Json.Obj after) {
            before.fields().forEach((name, value) -> {
                assertTrue(after.has(name), where + " lacks " + name);
                assertSays(value, after.get(name), where + "/" + name);
            });
        } else if (then instanceof Json.Arr before && now instanceof Json.Arr after) {
            assertEquals(before.items().size(), after.items().size(), where);
            for (int i = 0; i < before.items().size(); i++) {
                assertSays(before.items().get(i), after.items().get(i), where + "/" + i);
            }
        } else {
            assertEquals(then, now, where);
        }
    }

    private static void store(RunsWorld world, Json.Obj history) {
        Json.Obj row = (Json.Obj) history.get("row");
        String workflow = String.valueOf(row.text("workflow_id"));
        world.request(workflow, ((Json.Obj) history.get("definition")).write());
        var unused = world.test().database().write(tx -> {
            for (Json item : ((Json.Arr) history.get("commits")).items()) {
                Json.Obj commit = (Json.Obj) item;
                tx.update(
                        "INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash) VALUES (?, ?, ?, ?, ?)",
                        row.text("id"),
                        number(commit, "first_seq"),
                        number(commit, "last_seq"),
                        commit.text("events"),
                        commit.text("hash"));
            }
            return tx.update(
                    "INSERT INTO runs (id, workspace_id, workflow_id, version, action, status, source, correlation_id,"
                            + " person_id, credential, created_at, started_at, finished_at)"
                            + " VALUES (?, ?, ?, 1, ?, ?, ?, ?, 'p1', 'trg_test****', ?, ?, ?)",
                    row.text("id"),
                    RunsWorld.WORKSPACE.value(),
                    workflow,
                    workflow,
                    row.text("status"),
                    row.text("source"),
                    row.text("correlation_id"),
                    number(row, "created_at"),
                    number(row, "started_at"),
                    number(row, "finished_at"));
        });
    }

    private static Long number(Json.Obj object, String field) {
        return object.get(field) instanceof Json.Num number ? number.asLong() : null;
    }
}
