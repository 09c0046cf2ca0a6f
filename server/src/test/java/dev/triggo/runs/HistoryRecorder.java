package dev.triggo.runs;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Row;
import dev.triggo.testing.TestDatabase;
import dev.triggo.trials.Trials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Makes runs of every shape and keeps what the journal has of them. What is there already is never made anew: a history
 * shows how this release wrote, and all later ones must read it.
 */
final class HistoryRecorder {
    private static final String COMMITS =
            "SELECT first_seq, last_seq, events, hash FROM journal_commits WHERE run_id = ? ORDER BY first_seq";
    private static final PersonId SOMEBODY = new PersonId("p2");
    private static final String SET =
            "{\"id\":\"set_1\",\"type\":\"set\",\"config\":{\"fields\":{\"n\":\"{{input.n}}\",\"password\":\"p{{input.n}}\"}}}";

    private final Path folder;
    private final RunsWorld world;

    HistoryRecorder(Path folder, RunsWorld world) {
        this.folder = folder;
        this.world = world;
    }

    static void record(Path folder) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        try (var world = new RunsWorld(TestDatabase.Kind.SQLITE)) {
            var recorder = new HistoryRecorder(folder, world);
            recorder.straightOn();
            recorder.anew();
            recorder.tests();
            recorder.withFailures();
            recorder.withPeople();
            recorder.cutOff();
        }
    }

    private void straightOn() throws IOException, InterruptedException {
        ended("plain", world.chain("plain", SET));
        ended("branches", world.request("branches", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "c", "type": "condition", "config": {"rules": [{"left": "{{input.n}}", "operator": "gt", "right": 3}]}},
                  {"id": "big", "type": "set", "config": {"fields": {"is": "big"}}},
                  {"id": "small", "type": "set", "config": {"fields": {"is": "small"}}},
                  {"id": "m", "type": "merge", "config": {"mode": "first"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{m}}"}}],
                 "edges": [{"source": "input", "target": "c"},
                           {"source": "c", "sourceHandle": "true", "target": "big"},
                           {"source": "c", "sourceHandle": "false", "target": "small"},
                           {"source": "big", "target": "m"}, {"source": "small", "target": "m"},
                           {"source": "m", "target": "output"}]}"""));
        ended("dry-run", RunsWorld.dry(world.chain("dry-run", world.call("post", "POST", "/write", "{}"))));
        ended("wait", world.chain("wait", "{\"id\":\"w\",\"type\":\"wait\",\"config\":{\"durationMs\":20}}"));
        ended("logged", world.chain("logged", """
                        {"id": "code_1", "type": "code", "config": {
                           "source": "export default (inputs) => { console.log('n is', inputs.n); return [inputs.n] }",
                           "fieldMappings": {"n": "{{input.n}}"}}}"""));
        world.chain("called", SET);
        ended(
                "child",
                world.chain(
                        "child",
                        "{\"id\":\"c\",\"type\":\"call_action\",\"config\":{\"slug\":\"called\",\"input\":{\"n\":5}}}"));
        ended("loop", world.request("loop", """
                {"nodes": [
                  {"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  {"id": "l", "type": "loop", "config": {"items": [1, 2, 3], "continueOnItemFailure": true}},
                  {"id": "c", "type": "condition", "parentId": "l",
                   "config": {"rules": [{"left": "{{item}}", "operator": "neq", "right": 2}]}},
                  {"id": "s", "type": "set", "parentId": "l", "config": {"fields": {"is": "{{item}}"}}},
                  {"id": "x", "type": "stop_and_error", "parentId": "l", "config": {"message": "no {{item}}"}},
                  {"id": "output", "type": "return_output", "config": {"output": "{{l}}"}}],
                 "edges": [{"source": "input", "target": "l"}, {"source": "l", "target": "output"},
                           {"source": "c", "sourceHandle": "true", "target": "s"},
                           {"source": "c", "sourceHandle": "false", "target": "x"}]}"""));
    }

    private void tests() throws IOException, InterruptedException {
        var trials = new Trials(world.runs, world.history);
        Run tested = trials.test(world.chain("tested", SET), Json.parse("{\"set_1\": {\"n\": 7}}"), RunsWorld.LONG)
                .run();
        keep("tested", "tested", tested.id());
        Run ended = world.run(world.chain("again", SET));
        var asker = new Trials.Asker(RunsWorld.WORKSPACE, SOMEBODY, "trg_test***", false, null, null);
        Run again = trials.rerun(asker, new Trials.Again(ended.id(), "set_1", "", null), RunsWorld.LONG)
                .run();
        keep("step-again", "again", again.id());
    }

    private void anew() throws IOException, InterruptedException {
        RunRequest again = world.chain("replayed", SET);
        ended(
                "replayed",
                new RunRequest(
                        again.workspace(),
                        again.person(),
                        again.credential(),
                        again.workflow(),
                        again.input(),
                        Source.REPLAY,
                        false,
                        "order-7",
                        null,
                        null,
                        new RunRequest.Reuse("01234567890123456789012345678901234", "start", List.of())));
    }

    private void withFailures() throws IOException, InterruptedException {
        world.failFirst("/flaky", 1);
        ended(
                "retried",
                world.chain(
                        "retried", world.call("flaky", "GET", "/flaky", "{\"maxRetries\": 2, \"baseIntervalMs\": 1}")));
        world.failFirst("/down", 99);
        ended("failed", world.chain("failed", world.call("down", "GET", "/down", "{}")));
        ended(
                "continued",
                world.chain("continued", world.call("down", "GET", "/down", "{\"continueOnFailure\": true}")));
        ended(
                "stopped",
                world.chain(
                        "stopped",
                        "{\"id\":\"x\",\"type\":\"stop_and_error\",\"config\":{\"message\":\"no {{input.n}}\"}}"));
        ended(
                "step-timed-out",
                world.chain("step-timed-out", world.call("slow", "GET", "/hang-a", "{\"timeoutMs\": 100}")));
        ended("address-refused", world.chain("address-refused", """
                        {"id": "out", "type": "connector", "connector": "http-request", "operation": "http_request",
                         "config": {"method": "GET", "url": "http://169.254.169.254/latest"}}"""));
    }

    private void withPeople() throws IOException, InterruptedException {
        for (boolean yes : List.of(true, false)) {
            String name = yes ? "approved" : "rejected";
            Run waiting = world.run(world.chain(
                    name, world.call("post", "POST", "/write", "{\"requiresApproval\": {\"title\": \"Sure?\"}}")));
            world.runs.decide(
                    RunsWorld.WORKSPACE,
                    waiting.id(),
                    new ApprovalDecision(null, yes, SOMEBODY, "k1", "trg_other***", "because"));
            keep(
                    name,
                    name,
                    world.runs
                            .awaitEnd(RunsWorld.WORKSPACE, waiting.id(), RunsWorld.LONG, null)
                            .id());
        }
        world.run(world.chain("expired", "{\"id\":\"ask\",\"type\":\"approval\",\"config\":{\"expiresInSeconds\":1}}"));
        keep("expired", "expired", world.awaitStatus(RunStatus.TIMED_OUT, "expired"));
        keep(
                "waits-for-approval",
                "asks",
                world.run(world.chain("asks", "{\"id\":\"ask\",\"type\":\"approval\",\"config\":{}}"))
                        .id());
    }

    private void cutOff() throws IOException, InterruptedException {
        RunId cancelled = world.runs
                .accept(world.chain("cancelled", world.call("slow", "POST", "/hang-b", "{}")), Duration.ZERO, null)
                .run()
                .id();
        world.awaitCall("/hang-b");
        world.runs.cancel(RunsWorld.WORKSPACE, cancelled, "trg_test****");
        keep("cancelled", "cancelled", cancelled);
        RunId resumed = world.runs
                .accept(world.chain("resumed", world.call("slow", "POST", "/hang-c", "{}")), Duration.ZERO, null)
                .run()
                .id();
        world.awaitCall("/hang-c");
        world.restart();
        world.releaseUpstream();
        world.runs.awaitEnd(RunsWorld.WORKSPACE, resumed, RunsWorld.LONG, null);
        keep("resumed", "resumed", resumed);
    }

    private void ended(String name, RunRequest request) throws IOException, InterruptedException {
        keep(name, request.workflow().workflow().value(), world.run(request).id());
    }

    private void keep(String name, String workflow, RunId run) throws IOException {
        Path file = folder.resolve(name + ".json");
        if (Files.exists(file)) {
            return;
        }
        RunRow row = world.history.find(RunsWorld.WORKSPACE, run).row();
        List<Json> commits = world.test().database().read(tx -> tx.list(COMMITS, HistoryRecorder::commit, run.value()));
        Json.Obj kept = Json.object()
                .put("definition", Json.parse(String.valueOf(world.definitions.get(workflow))))
                .put(
                        "row",
                        Json.object()
                                .put("id", row.id().value())
                                .put("workflow_id", workflow)
                                .put("status", row.status().wireName())
                                .put("source", row.source().wireName())
                                .put("correlation_id", Json.ofNullable(row.correlationId()))
                                .put("created_at", row.createdAt())
                                .put("started_at", number(row.startedAt()))
                                .put("finished_at", number(row.finishedAt()))
                                .build())
                .put("commits", Json.array(commits))
                .put("view", world.history.find(RunsWorld.WORKSPACE, run).toJson(true))
                .put(
                        "events",
                        Json.array(world.history.events(RunsWorld.WORKSPACE, run, 0).events().stream()
                                .map(event -> event.toJson())
                                .toList()))
                .build();
        Files.writeString(file, kept.write() + "\n");
    }

    private static Json commit(Row row) {
        return Json.object()
                .put("first_seq", row.number("first_seq"))
                .put("last_seq", row.number("last_seq"))
                .put("events", row.text("events"))
                .put("hash", row.text("hash"))
                .build();
    }

    private static Json number(Long value) {
        return value == null ? Json.Null.NULL : Json.of(value);
    }
}
