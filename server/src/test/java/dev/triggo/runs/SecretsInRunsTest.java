package dev.triggo.runs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.testing.PlantedSecrets;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SecretsInRunsTest {
    private static final String TOKEN = "opaque-5d1f77a0-nothing-of-a-known-shape";

    private static String use(RunsWorld world, String id, String path) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://127.0.0.1:%d%s",
                            "headers": {"Authorization": "Bearer {{fetch.body.access_token}}"}}}""".formatted(id, world.port(), path);
    }

    private static String fetch(RunsWorld world) {
        world.answer("/token", "{\"access_token\":\"" + TOKEN + "\",\"note\":\"kept\"}");
        return world.call("fetch", "GET", "/token", "{}");
    }

    /** Every column of every table but the sealed one, as one text. */
    private static String stored(RunsWorld world) {
        return world.test().database().read(tx -> {
            var all = new StringBuilder();
            for (String sql : List.of(
                    "SELECT run_id || ' ' || events || ' ' || hash AS text FROM journal_commits",
                    "SELECT id || ' ' || credential || ' ' || COALESCE(correlation_id, '') AS text FROM runs",
                    "SELECT key || ' ' || fingerprint AS text FROM run_idempotency")) {
                tx.list(sql, row -> all.append(row.text("text")).append('\n'));
            }
            return all.toString();
        });
    }

    private static String shown(RunsWorld world, RunId run) {
        return world.history.find(RunsWorld.WORKSPACE, run).toJson(true).write()
                + world.history.events(RunsWorld.WORKSPACE, run, 0).events().stream()
                        .map(event -> event.toJson().write())
                        .toList();
    }

    @ParameterizedTest
    @EnumSource
    void aTokenThatOneStepFetchesIsUsedByTheNextAndNeverShown(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            Run run = world.run(world.chain("fetch", fetch(world), use(world, "use", "/use")));
            assertEquals(RunStatus.SUCCEEDED, run.status());
            assertEquals("Bearer " + TOKEN, world.authorization("/use"));
            assertFalse(run.toJson(true).write().contains(TOKEN));
            assertFalse(stored(world).contains(TOKEN));
            assertFalse(shown(world, run.id()).contains(TOKEN));
            assertTrue(shown(world, run.id()).contains("\"note\":\"kept\""));
            assertEquals(
                    run.toJson(true),
                    world.history.find(RunsWorld.WORKSPACE, run.id()).toJson(true));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theTokenIsThereAfterACrash(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunId run = untilTheHang(world);
            world.restart();
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null);
            assertEquals(RunStatus.SUCCEEDED, ended.status(), ended.toJson(true).write());
            assertEquals("Bearer " + TOKEN, world.authorization("/use"));
            assertFalse(stored(world).contains(TOKEN));
            assertFalse(shown(world, run).contains(TOKEN));
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutItsKeyTheStepThatNeedsItFailsAndSendsNothing(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            RunId run = untilTheHang(world);
            world.restartWithAnotherKey();
            world.releaseUpstream();
            Run ended = world.runs.awaitEnd(RunsWorld.WORKSPACE, run, RunsWorld.LONG, null);
            assertEquals(RunStatus.FAILED, ended.status());
            Json.Obj error = (Json.Obj) ended.toJson(false).get("error");
            assertEquals("VALUE_UNREADABLE", error.text("code"));
            assertEquals("use", error.text("nodeId"));
            assertEquals(0, world.calls("/use"));
        }
    }

    private static RunId untilTheHang(RunsWorld world) throws InterruptedException {
        RunRequest request = world.chain(
                "crash", fetch(world), world.call("hang", "POST", "/hang", "{}"), use(world, "use", "/use"));
        RunId run = world.runs.accept(request, Duration.ZERO, null).run().id();
        world.awaitCall("/hang");
        return run;
    }

    @ParameterizedTest
    @EnumSource
    void whatIsPlantedInInputsOutputsAndErrorsIsNowhere(TestDatabase.Kind kind) throws Exception {
        try (var world = new RunsWorld(kind)) {
            var planted = PlantedSecrets.all();
            var input = Json.object();
            planted.forEach((name, secret) -> input.put("in-" + name, secret.text()));
            planted.forEach((name, secret) -> input.put(secret.text() + " key", name));
            Json.Obj all = input.build();
            world.answer("/secrets", Json.object().put("list", all).build().write());
            RunRequest chain = world.chain(
                    "planted",
                    world.call("http_1", "GET", "/secrets", "{}"),
                    "{\"id\":\"set_1\",\"type\":\"set\",\"config\":{\"fields\":{\"all\":\"{{input}}\",\"text\":\"{{http_1.body.list}}\"}}}",
                    "{\"id\":\"stop\",\"type\":\"stop_and_error\",\"config\":{\"message\":\"failed with {{input}}\"}}");
            String correlation = planted.get("github-classic").text();
            var request = new RunRequest(
                    chain.workspace(),
                    chain.person(),
                    chain.credential(),
                    chain.workflow(),
                    all,
                    chain.source(),
                    false,
                    correlation,
                    new RunRequest.Idempotency(planted.get("stripe-live").text(), "f"),
                    null,
                    null);
            Run run = world.run(request);
            assertEquals(RunStatus.FAILED, run.status());
            String everything =
                    stored(world) + shown(world, run.id()) + run.toJson(true).write();
            planted.forEach((name, secret) -> assertFalse(everything.contains(secret.canary()), name));
            var found = world.history.list(
                    RunsWorld.WORKSPACE, new RunHistory.Filter(null, null, null, null, correlation, null, 5));
            assertEquals(1, found.runs().size());
            assertEquals(run.id(), world.run(request).id());
        }
    }
}
