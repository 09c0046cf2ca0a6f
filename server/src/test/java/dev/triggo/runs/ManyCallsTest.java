package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.RunId;
import dev.triggo.testing.Statements;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A run that waits for many others at once asks, at the end of each, only for that one. */
@Timeout(120)
class ManyCallsTest {
    private static final String EVENTS = "SELECT first_seq, last_seq, events, hash FROM journal_commits";
    /** What is asked for the run itself. */
    private static final int OWN = 8;

    @ParameterizedTest
    @EnumSource
    void theEndOfEachIsAskedForOnceHoweverManyAreUnderWay(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind);
                var statements = new Statements()) {
            world.chain("inner", "{\"id\": \"w\", \"type\": \"wait\", \"config\": {\"durationMs\": 1000}}");
            for (int items : new int[] {10, 30}) {
                RunRequest outer = world.request("outer" + items, """
                        {"nodes": [
                          {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                          {"id": "l", "type": "loop", "config": {"items": %s, "concurrency": 20}},
                          {"id": "c", "type": "call_action", "parentId": "l", "config": {"slug": "inner"}},
                          %s,
                          {"id": "output", "type": "return_output", "config": {"output": "done"}}],
                         "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"},
                                   {"source": "input", "target": "h"}]}""".formatted(
                                Collections.nCopies(items, 1), world.call("h", "POST", "/hang", "{}")));
                Map<String, Long> asked = statements.of(() -> called(world, outer));
                long journals = count(asked, sql -> sql.startsWith(EVENTS));
                assertTrue(journals >= items, "not counted: " + asked);
                assertTrue(journals <= items + OWN, journals + " journals were read for " + items + " calls");
                // When it has begun, since it may have ended by then; when it has ended, and with its events.
                long rows = count(
                        asked,
                        sql -> sql.startsWith("SELECT")
                                && sql.endsWith(" FROM runs WHERE id = ? AND workspace_id = ?"));
                assertTrue(rows <= 3L * items + OWN, rows + " rows were read for " + items + " calls");
            }
        }
    }

    /** Until all have ended; something else keeps the run under way, so that nobody has to read it anew. */
    private static void called(RunsWorld world, RunRequest request) {
        try {
            RunId run = world.runs.accept(request, Duration.ZERO, null).run().id();
            RunDriver driver = Objects.requireNonNull(world.runs.active.find(run));
            long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (driver.settledCount() < 3) {
                assertTrue(System.nanoTime() < until, "the loop does not end");
                Thread.onSpinWait();
            }
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static long count(Map<String, Long> asked, Predicate<String> which) {
        return asked.entrySet().stream()
                .filter(entry -> which.test(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
