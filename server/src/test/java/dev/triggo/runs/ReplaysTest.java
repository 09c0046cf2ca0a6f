package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.testing.TestDatabase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replay does what was left to do, and nothing that was done, on both stores. */
class ReplaysTest {
    private static final PersonId PERSON = new PersonId("p2");

    private RunsWorld world;

    private void open(TestDatabase.Kind kind) throws Exception {
        world = new RunsWorld(kind);
    }

    @AfterEach
    void close() {
        world.close();
    }

    private static Replay replay(Replay.From from) {
        return new Replay(from, PERSON, "trg_replay***", null, null);
    }

    private Run started(Run earlier, Replay.From from) throws InterruptedException {
        return world.runs
                .replay(RunsWorld.WORKSPACE, earlier.id(), replay(from))
                .run();
    }

    private Run rest(Run run) throws InterruptedException {
        return world.runs.awaitEnd(RunsWorld.WORKSPACE, run.id(), RunsWorld.LONG, null);
    }

    private Run replayed(Run earlier) throws InterruptedException {
        return rest(started(earlier, Replay.From.FAILED_STEP));
    }

    private void decide(Run run, boolean approved) {
        world.runs.decide(
                RunsWorld.WORKSPACE,
                run.id(),
                new ApprovalDecision(null, approved, PERSON, "k1", "trg_decider***", null));
    }

    private static void ended(RunStatus status, Run run) {
        assertEquals(status, run.status(), run.toJson(true)::write);
    }

    private static String loop(String config, String body, String edges) {
        return """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": %s},
                  %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{l}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"}%s]}""".formatted(config, body, edges);
    }

    private String inLoop(String loop, String node) {
        return ((Json.Obj) Json.parse(node)).with("parentId", Json.of(loop)).write();
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void goesOnAtTheStepThatFailedAndRepeatsNothing(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/second", 1);
        Run failed = world.run(world.chain(
                "steps", world.call("a", "POST", "/first", "{}"), world.call("b", "POST", "/second", "{}")));
        ended(RunStatus.FAILED, failed);
        Run again = replayed(failed);
        ended(RunStatus.SUCCEEDED, again);
        assertEquals(1, world.calls("/first"));
        assertEquals(2, world.calls("/second"));
        Json.Obj shown = again.toJson(true);
        assertEquals(failed.id().value(), shown.text("replayOf"));
        assertEquals("replay", shown.text("source"));
        assertNotEquals(failed.id(), again.id());
        world.restart();
        assertEquals(
                shown.write(),
                world.history.find(RunsWorld.WORKSPACE, again.id()).toJson(true).write());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void fromTheStartEverythingIsDoneAgain(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/second", 1);
        Run failed = world.run(
                world.chain("anew", world.call("a", "POST", "/first", "{}"), world.call("b", "POST", "/second", "{}")));
        ended(RunStatus.SUCCEEDED, rest(started(failed, Replay.From.START)));
        assertEquals(2, world.calls("/first"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aReplayCanBeReplayedAndIsCutOffWithoutHarm(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/second", 2);
        Run failed = world.run(world.chain(
                "twice",
                world.call("a", "POST", "/first", "{}"),
                world.call("b", "POST", "/second", "{}"),
                "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}",
                world.call("c", "POST", "/third", "{}")));
        Run second = replayed(failed);
        ended(RunStatus.FAILED, second);
        Run third = replayed(second);
        ended(RunStatus.WAITING_FOR_APPROVAL, third);
        world.restart();
        decide(third, true);
        ended(RunStatus.SUCCEEDED, rest(third));
        assertEquals(1, world.calls("/first"));
        assertEquals(3, world.calls("/second"));
        assertEquals(1, world.calls("/third"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void asksAgainBeforeAnythingIsLeftToDo(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/second", 1);
        Run run = world.run(world.chain(
                "asked",
                "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}",
                world.call("a", "POST", "/first", "{}"),
                world.call("b", "POST", "/second", "{}")));
        decide(run, true);
        Run failed = rest(run);
        ended(RunStatus.FAILED, failed);

        Run again = replayed(failed);
        ended(RunStatus.WAITING_FOR_APPROVAL, again);
        assertEquals(1, world.calls("/second"), "what is left waits for the new answer");
        world.restart();
        assertEquals(1, world.calls("/second"));
        decide(again, true);
        ended(RunStatus.SUCCEEDED, rest(again));
        assertEquals(1, world.calls("/first"));
        assertEquals(2, world.calls("/second"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aRejectedReplayDoesNothing(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run run = world.run(world.chain(
                "no",
                "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}",
                world.call("a", "POST", "/never", "{}")));
        decide(run, false);
        Run again = replayed(rest(run));
        decide(again, false);
        ended(RunStatus.CANCELLED, rest(again));
        assertEquals(0, world.calls("/never"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aGatedStepThatWasCarriedOutIsNotAskedForAgain(TestDatabase.Kind kind) throws Exception {
        open(kind);
        String gate = "{\"requiresApproval\": true}";
        world.failFirst("/second", 1);
        Run run = world.run(world.chain(
                "gates", world.call("a", "POST", "/first", gate), world.call("b", "POST", "/second", gate)));
        decide(run, true);
        Run waiting = rest(run);
        ended(RunStatus.WAITING_FOR_APPROVAL, waiting);
        decide(waiting, true);
        ended(RunStatus.FAILED, rest(run));
        Run again = replayed(run);
        ended(RunStatus.WAITING_FOR_APPROVAL, again);
        assertTrue(again.toJson(false).write().contains("\"nodeId\":\"b\""), again.toJson(false)::write);
        decide(again, true);
        ended(RunStatus.SUCCEEDED, rest(again));
        assertEquals(1, world.calls("/first"));
        assertEquals(2, world.calls("/second"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void repeatsNoItemOfALoopThatIsDoneWith(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/do/2", 1);
        String body = inLoop("l", world.call("w", "POST", "/before/{{item}}", "{}")) + ","
                + inLoop("l", world.call("b", "POST", "/do/{{item}}", "{}"));
        Run failed = world.run(world.request(
                "items",
                loop(
                        "{\"items\": [0, 1, 2, 3], \"concurrency\": 1}",
                        body,
                        ", {\"source\": \"w\", \"target\": \"b\"}")));
        ended(RunStatus.FAILED, failed);
        Run again = replayed(failed);
        ended(RunStatus.SUCCEEDED, again);
        for (int i = 0; i < 4; i++) {
            assertEquals(1, world.calls("/before/" + i));
            assertEquals(i == 2 ? 2 : 1, world.calls("/do/" + i));
        }
        assertTrue(again.toJson(false).write().contains("\"count\":4,\"failed\":0"), again.toJson(false)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void keepsItemsThatFailedWhereTheLoopWentOnAndNestedOnes(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/x/0/1", 1);
        world.failFirst("/end", 1);
        String body = "{\"id\": \"m\", \"type\": \"loop\", \"parentId\": \"l\", \"config\": {\"items\": [0, 1, 2]}},"
                + inLoop("m", world.call("x", "POST", "/x/{{l.index}}/{{item}}", "{}")) + ","
                + world.call("end", "POST", "/end", "{}");
        String definition = loop("{\"items\": [7, 8], \"continueOnItemFailure\": true}", body, "")
                .replace("{\"source\": \"l\", \"target\": \"output\"}", """
                        {"source": "l", "target": "end"}, {"source": "end", "target": "output"}""");
        Run failed = world.run(world.request("nested", definition));
        ended(RunStatus.FAILED, failed);
        Run again = replayed(failed);
        ended(RunStatus.SUCCEEDED, again);
        assertEquals(1, world.calls("/x/0/0"));
        assertEquals(1, world.calls("/x/0/1"), "the item failed, and the loop has gone on without it");
        assertEquals(1, world.calls("/x/1/2"));
        assertEquals(2, world.calls("/end"));
        assertTrue(again.toJson(false).write().contains("\"items\":[null,"), again.toJson(false)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aLoopBehindAnApprovalWaitsForTheNewAnswer(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/do/1", 1);
        String body = inLoop("l", world.call("b", "POST", "/do/{{item}}", "{}"))
                + ",{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}";
        String definition =
                loop("{\"items\": [0, 1, 2]}", body, "").replace("{\"source\": \"input\", \"target\": \"l\"}", """
                        {"source": "input", "target": "ask"}, {"source": "ask", "target": "l"}""");
        Run run = world.run(world.request("heldloop", definition));
        decide(run, true);
        ended(RunStatus.FAILED, rest(run));
        assertEquals(1, world.calls("/do/0"));
        Run again = replayed(run);
        ended(RunStatus.WAITING_FOR_APPROVAL, again);
        assertEquals(1, world.calls("/do/1"));
        world.restart();
        assertEquals(1, world.calls("/do/1"));
        decide(again, true);
        ended(RunStatus.SUCCEEDED, rest(again));
        assertEquals(1, world.calls("/do/0"));
        assertEquals(2, world.calls("/do/1"));
        assertEquals(1, world.calls("/do/2"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void keepsTheBranchTakenAndWhatFailedOnTheWay(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/soft", 1);
        world.failFirst("/hard", 1);
        Run failed = world.run(world.request("branches", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "c", "type": "condition",
                   "config": {"rules": [{"left": "{{input.n}}", "operator": "eq", "right": 1}]}},
                  %s, %s, %s,
                  {"id": "output", "type": "return_output", "config": {"output": "{{soft}}"}}],
                 "edges": [{"source": "input", "target": "c"},
                  {"source": "c", "sourceHandle": "true", "target": "soft"},
                  {"source": "c", "sourceHandle": "false", "target": "other"},
                  {"source": "soft", "target": "hard"}, {"source": "hard", "target": "output"}]}""".formatted(
                        world.call("soft", "POST", "/soft", "{\"continueOnFailure\": true}"),
                        world.call("other", "POST", "/other", "{}"),
                        world.call("hard", "POST", "/hard", "{}"))));
        ended(RunStatus.FAILED, failed);
        Run again = replayed(failed);
        ended(RunStatus.SUCCEEDED, again);
        assertEquals(1, world.calls("/soft"));
        assertEquals(0, world.calls("/other"));
        assertEquals(2, world.calls("/hard"));
        assertTrue(again.toJson(false).get("output").write().contains("\"error\""), again.toJson(true)::write);
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void aCalledRunGoesOnWhereItStoppedToo(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/inner/2", 1);
        world.chain("inner", world.call("a", "POST", "/inner/1", "{}"), world.call("b", "POST", "/inner/2", "{}"));
        Run failed = world.run(world.chain(
                "outer",
                "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"inner\", \"input\": {}}}"));
        ended(RunStatus.FAILED, failed);
        ended(RunStatus.SUCCEEDED, replayed(failed));
        assertEquals(1, world.calls("/inner/1"));
        assertEquals(2, world.calls("/inner/2"));
    }

    /** What it called cannot be known any more: it is called as by any run. */
    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void callsAlthoughTheRunHasRetiredThatAllBeganWith(TestDatabase.Kind kind) throws Exception {
        open(kind);
        world.failFirst("/before", 2);
        world.chain("inner", world.call("a", "POST", "/inner", "{}"));
        Run first = world.run(world.chain(
                "outer",
                world.call("b", "POST", "/before", "{}"),
                "{\"id\": \"c\", \"type\": \"call_action\", \"config\": {\"slug\": \"inner\", \"input\": {}}}"));
        Run second = replayed(first);
        ended(RunStatus.FAILED, second);
        world.test()
                .database()
                .write(tx ->
                        tx.update("DELETE FROM runs WHERE id = ?", first.id().value()));
        ended(RunStatus.SUCCEEDED, replayed(second));
        assertEquals(1, world.calls("/inner"));
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void refusesWhatCannotBeReplayedAndSaysWhy(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run succeeded = world.run(world.chain("fine"));
        Run waiting = world.run(world.chain("waits", "{\"id\": \"ask\", \"type\": \"approval\", \"config\": {}}"));
        Run dry = world.run(RunsWorld.dry(world.chain(
                "dry", "{\"id\": \"x\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}")));
        ended(RunStatus.FAILED, dry);
        for (Run run : new Run[] {succeeded, waiting, dry}) {
            Problem refused = assertThrows(Problem.class, () -> started(run, Replay.From.FAILED_STEP));
            assertEquals(ProblemCode.RUN_NOT_REPLAYABLE, refused.code());
        }
        assertEquals(
                ProblemCode.RUN_NOT_FOUND,
                assertThrows(
                                Problem.class,
                                () -> world.runs.replay(new WorkspaceId("w2"), dry.id(), replay(Replay.From.START)))
                        .code());
        assertEquals(
                ProblemCode.RUN_NOT_FOUND,
                assertThrows(
                                Problem.class,
                                () -> world.runs.replay(
                                        RunsWorld.WORKSPACE, new RunId("nobody"), replay(Replay.From.START)))
                        .code());
    }

    @ParameterizedTest
    @EnumSource(TestDatabase.Kind.class)
    void theSameKeyIsTheSameReplayAndTheQuotaCounts(TestDatabase.Kind kind) throws Exception {
        open(kind);
        Run failed = world.run(world.chain(
                "keyed", "{\"id\": \"x\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}"));
        var keyed = new Replay(Replay.From.START, PERSON, "trg_replay***", new RunRequest.Idempotency("k", "one"), 1);
        Runs.Accepted first = world.runs.replay(RunsWorld.WORKSPACE, failed.id(), keyed);
        Runs.Accepted second = world.runs.replay(RunsWorld.WORKSPACE, failed.id(), keyed);
        assertEquals(first.run().id(), second.run().id());
        assertTrue(second.replayed());
        var other = new Replay(Replay.From.START, PERSON, "trg_replay***", null, 1);
        assertEquals(
                ProblemCode.RUN_QUOTA_EXCEEDED,
                assertThrows(Problem.class, () -> world.runs.replay(RunsWorld.WORKSPACE, failed.id(), other))
                        .code());
    }
}
