package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Code and expressions as steps of runs: what they give, what they wrote, what is told when they fail. */
class CodeInRunsTest {
    private RunsWorld world;

    private void open(TestDatabase.Kind kind) throws Exception {
        world = new RunsWorld(kind);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static String code(String id, String language, String source) {
        return Json.object()
                .put("id", id)
                .put("type", "code")
                .put(
                        "config",
                        Json.object()
                                .put("language", language)
                                .put("source", source)
                                .put(
                                        "fieldMappings",
                                        Json.object().put("n", "{{input.n}}").build())
                                .build())
                .build()
                .write();
    }

    private static Json.Obj step(Run run, String id) {
        return ((Json.Arr) java.util.Objects.requireNonNull(run.toJson(true).get("steps")))
                .items().stream()
                        .map(step -> (Json.Obj) step)
                        .filter(step -> id.equals(step.text("nodeId")))
                        .findFirst()
                        .orElseThrow();
    }

    private List<String> events(Run run, String type) {
        return world.history.events(RunsWorld.WORKSPACE, run.id(), 0).events().stream()
                .map(event -> event.toJson())
                .filter(event -> type.equals(event.text("type")))
                .map(event -> String.valueOf(event.get("data")))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void whatItGivesAndWroteIsKeptAndShown(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = world.run(world.chain(
                "code",
                code("c", "typescript", """
                        export default async (inputs: {n: number}): Promise<object> => {
                          console.log('n is', inputs.n);
                          console.log('Authorization: Bearer abcdefghijklmnop0123456789');
                          return {twice: inputs.n * 2, text: '{{input.n}}'};
                        }"""),
                "{\"id\":\"t\",\"type\":\"transform\",\"config\":{\"expression\":\"nodes.c.twice + trigger.n\"}}"));
        assertEquals(RunStatus.SUCCEEDED, run.status(), run.toJson(true)::write);
        assertEquals(Json.of(3), run.toJson(true).get("output"));
        assertEquals(
                Json.parse("{\"twice\":2,\"text\":\"{{input.n}}\"}"),
                step(run, "c").get("output"));
        String logs = String.valueOf(step(run, "c").get("logs"));
        assertTrue(logs.startsWith("[\"n is 1\",\"Authorization: [redacted"), logs);
        assertEquals(List.of("{\"lines\":" + logs + "}"), events(run, "step_logged"));
        assertNull(step(run, "t").get("logs"));
        assertNull(((Json.Obj) java.util.Objects.requireNonNull(step(run, "c").get("input"))).get("source"));
        assertFalse(world.test()
                .database()
                .read(tx -> tx.list("SELECT events FROM journal_commits", row -> row.text("events")))
                .toString()
                .contains("abcdefghijklmnop"));
        world.restart();
        assertEquals(
                run.toJson(true),
                world.history.find(RunsWorld.WORKSPACE, run.id()).toJson(true));
    }

    @ParameterizedTest
    @EnumSource
    void aFailureNamesItsPlaceAndKeepsTheLines(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = world.run(world.chain(
                "fails",
                code("first", "javascript", "export default () => { console.log('first'); return 1 }"),
                code("c", "typescript", """
                        interface In { n: number }
                        export default function (inputs: In) {
                          console.log('before');
                          return (inputs as any).missing.deeper;
                        }""")));
        assertEquals(RunStatus.FAILED, run.status());
        Json.Obj error =
                (Json.Obj) java.util.Objects.requireNonNull(step(run, "c").get("error"));
        assertEquals("CODE_ERROR", error.text("code"));
        assertTrue(String.valueOf(error.text("message")).contains("line 4, column "), error::write);
        assertEquals(Json.parse("[\"before\"]"), step(run, "c").get("logs"));
        Run again = world.runs
                .replay(
                        RunsWorld.WORKSPACE,
                        run.id(),
                        new Replay(Replay.From.FAILED_STEP, new PersonId("p2"), "trg_replay***", null, null))
                .run();
        again = world.runs.awaitEnd(RunsWorld.WORKSPACE, again.id(), RunsWorld.LONG, null);
        assertEquals(Json.parse("[\"first\"]"), step(again, "first").get("logs"));
        assertEquals(List.of("{\"lines\":[\"first\"]}", "{\"lines\":[\"before\"]}"), events(again, "step_logged"));
    }

    private static final String MADE_UP =
            "export default (i, utils) => [utils.dates.now(), Date.now(), Math.random(), utils.uuid()]";

    /** What code makes up of time and chance is made up once: steps after it, restarts and replays get the same. */
    @ParameterizedTest
    @EnumSource
    void whatItMadeUpStays(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/fails", 1);
        RunRequest request = world.request("made-up", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s, %s, %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{c}}"}}],
                 "edges": [{"source": "input", "target": "c"}, {"source": "c", "target": "hang"},
                           {"source": "hang", "target": "fails"}, {"source": "fails", "target": "output"}]}""".formatted(
                        code("c", "javascript", MADE_UP),
                        world.call("hang", "POST", "/hang", "{}"),
                        world.call("fails", "POST", "/fails", "{}")));
        RunId id = world.runs.accept(request, Duration.ZERO, null).run().id();
        world.awaitCall("/hang");
        Json madeUp = step(world.history.find(RunsWorld.WORKSPACE, id), "c").get("output");
        world.restart();
        world.releaseUpstream();
        Run failed = world.runs.awaitEnd(RunsWorld.WORKSPACE, id, RunsWorld.LONG, null);
        assertEquals(RunStatus.FAILED, failed.status(), failed.toJson(true)::write);
        assertEquals(madeUp, step(failed, "c").get("output"));
        Run again = world.runs
                .replay(
                        RunsWorld.WORKSPACE,
                        failed.id(),
                        new Replay(Replay.From.FAILED_STEP, new PersonId("p2"), "trg_replay***", null, null))
                .run();
        again = world.runs.awaitEnd(RunsWorld.WORKSPACE, again.id(), RunsWorld.LONG, null);
        assertEquals(RunStatus.SUCCEEDED, again.status(), again.toJson(true)::write);
        assertEquals(madeUp, again.toJson(true).get("output"));
    }

    /** Every text that can be come to from what the function has: its arguments, itself, and what is global. */
    private static final String LOOKS_EVERYWHERE = """
            export default function (inputs, utils) {
              const seen = new Set(), texts = [];
              const look = (thing) => {
                if (typeof thing === 'string') texts.push(thing);
                if (thing === null || !['object', 'function'].includes(typeof thing) || seen.has(thing)) return;
                seen.add(thing);
                for (const key of Reflect.ownKeys(thing)) {
                  texts.push(String(key));
                  try { look(thing[key]); } catch (refused) { texts.push(String(refused)); }
                }
                look(Object.getPrototypeOf(thing));
              };
              [globalThis, arguments, this, new Error().stack].forEach(look);
              return {all: seen.size, found: texts.filter((text) => /plant/i.test(text))};
            }""";

    @ParameterizedTest
    @EnumSource
    void itSeesWhatIsMappedInAndNothingElse(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.answer("/before", "{\"a\": \"planted in an answer\", \"password\": \"planted-password\"}");
        String before =
                "{\"id\": \"set\", \"type\": \"set\", \"config\": {\"fields\": {\"a\": \"planted in a step\"}}}";
        String looks = code("c", "javascript", LOOKS_EVERYWHERE);
        Run run = world.run(world.chain("looks", world.call("before", "POST", "/before", "{}"), before, looks));
        assertEquals(RunStatus.SUCCEEDED, run.status(), run.toJson(true)::write);
        Json.Obj seen =
                (Json.Obj) java.util.Objects.requireNonNull(step(run, "c").get("output"));
        assertEquals(Json.EMPTY_ARRAY, seen.get("found"));
        Integer all = seen.get("all") instanceof Json.Num number ? number.asInt() : null;
        assertTrue(all != null && all > 100, () -> "it came to " + all + " things only");
        Run mapped = world.run(world.chain("mapped", looks.replace("{{input.n}}", "planted {{input.n}}")));
        assertEquals(
                Json.parse("[\"planted 1\"]"),
                ((Json.Obj) java.util.Objects.requireNonNull(step(mapped, "c").get("output"))).get("found"));
    }

    /** PostgreSQL keeps no such character in its columns. */
    @ParameterizedTest
    @EnumSource
    void aTextThatNoStoreKeepsEndsNoRunInAnotherWay(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run gives = world.run(world.chain("gives", code("c", "javascript", """
                export default () => { console.log('a\\0b'); return {'k\\0': 'a\\0b', list: ['\\0', 'a\\\\u0000b']}; }""")));
        assertEquals(RunStatus.SUCCEEDED, gives.status(), gives.toJson(true)::write);
        assertEquals(
                Json.parse("{\"k\\u0000\": \"a\\u0000b\", \"list\": [\"\\u0000\", \"a\\\\u0000b\"]}"),
                gives.toJson(true).get("output"));
        world.answer("/says", "{\"said\": \"a\\u0000b\"}");
        for (String failing : List.of(
                "{\"id\": \"n\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"{{says.body.said}}\"}}",
                code("n", "javascript", "export default () => { throw new Error('a\\0b') }"))) {
            Run fails = world.run(world.chain("fails", world.call("says", "POST", "/says", "{}"), failing));
            assertEquals(RunStatus.FAILED, fails.status(), fails.toJson(true)::write);
            String message = String.valueOf(((Json.Obj)
                            java.util.Objects.requireNonNull(fails.toJson(true).get("error")))
                    .text("message"));
            assertTrue(message.contains("a\uFFFDb"), message);
        }
        world.restart();
        assertEquals(
                gives.toJson(true),
                world.history.find(RunsWorld.WORKSPACE, gives.id()).toJson(true));
        // People read it with an SQL prompt, too; what is written with a backslash of its own is that.
        String seen = kind == TestDatabase.Kind.SQLITE ? "a\\u0000b" : "a\\ufffdb";
        List<String> outputs = world.test()
                .database()
                .read(tx -> tx.list(
                        "SELECT payload FROM execution_events WHERE type = 'step_completed' AND node_id = 'c'",
                        row -> String.valueOf(row.textOrNull("payload"))));
        assertTrue(outputs.getFirst().contains(seen), outputs::toString);
        assertTrue(outputs.getFirst().contains("a\\\\u0000b"), outputs::toString);
    }

    @ParameterizedTest
    @EnumSource
    void aRunKeepsNoMoreThanSoManyLines(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = world.run(world.request("loud", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "s", "type": "code", "config": {"source": "export default () => Array.from({length: 60}, (x, n) => n)"}},
                  {"id": "l", "type": "loop", "config": {"items": "{{s}}", "concurrency": 2}},
                  {"id": "c", "type": "code", "parentId": "l", "config": {"source": "export default () => { for (let i = 0; i < 200; i++) console.log('x'.repeat(2000)); return 1 }"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{l.count}}"}}],
                 "edges": [{"source": "input", "target": "s"}, {"source": "s", "target": "l"}, {"source": "l", "target": "output"}]}"""));
        assertEquals(RunStatus.SUCCEEDED, run.status(), run.toJson(false)::write);
        List<String> logged = events(run, "step_logged");
        long size = logged.stream().mapToLong(String::length).sum();
        assertTrue(size > 4 << 20 && size < 5 << 20, () -> size + " characters");
        assertTrue(logged.getLast().contains("no more are kept"), logged::getLast);
    }
}
