package dev.triggo.triggers;

import static dev.triggo.triggers.TriggersWorld.schedule;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class FiringsTest {
    private static final String EVERY_MINUTE = "{\"mode\":\"interval\",\"seconds\":60}";
    private static final String DAILY = "{\"mode\":\"cron\",\"cron\":\"0 12 * * *\",\"timezone\":\"Europe/Berlin\"%s}";

    private static List<String> outcomes(TriggersWorld world, WorkflowId workflow) {
        Json.Arr deliveries =
                (Json.Arr) world.triggers.show(world.us(), workflow).get("deliveries");
        return deliveries.items().stream()
                .map(delivery -> (Json.Obj) delivery)
                .map(delivery -> delivery.text("outcome") + " " + delivery.text("dueAt"))
                .toList();
    }

    @ParameterizedTest
    @EnumSource
    void firesWhenItIsDueAndShowsTheNextFive(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId workflow = world.create(schedule(DAILY.formatted("")));
            Json.Obj deployed = world.deploy(workflow).toJson();
            assertEquals(Json.parse("""
                            ["2026-11-02T11:00:00.000Z","2026-11-03T11:00:00.000Z","2026-11-04T11:00:00.000Z",
                             "2026-11-05T11:00:00.000Z","2026-11-06T11:00:00.000Z"]"""), deployed.get("nextFirings"));
            assertTrue(!deployed.has("webhookUrl"), deployed::write);
            world.clock.move(Duration.ofMinutes(59));
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofMinutes(1));
            assertEquals(1, firings.fireDue());
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofHours(24));
            assertEquals(1, firings.fireDue());
            Json run = world.history
                    .list(world.home, new dev.triggo.runs.RunHistory.Filter(null, null, null, null, null, null, 10))
                    .runs()
                    .getFirst();
            assertEquals("schedule", ((Json.Obj) run).text("source"));
            String id = String.valueOf(((Json.Obj) run).text("id"));
            Json.Obj whole = world.runs
                    .awaitEnd(world.home, new dev.triggo.kernel.RunId(id), Duration.ofSeconds(20), null)
                    .toJson(false);
            assertEquals(Json.parse("""
                            {"timestamp":"2026-11-03T11:00:00.000Z","scheduleType":"cron","expression":"0 12 * * *"}"""), whole.get("output"));
            assertEquals(
                    List.of("accepted 2026-11-03T11:00:00.000Z", "accepted 2026-11-02T11:00:00.000Z"),
                    outcomes(world, workflow));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsStoppedDoesNotFireAndWhatIsDeployedAgainGoesOn(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId workflow = world.create(schedule(EVERY_MINUTE));
            world.deploy(workflow);
            world.clock.move(Duration.ofSeconds(30));
            // The same schedule keeps its time, another one begins anew.
            world.deploy(workflow);
            world.clock.move(Duration.ofSeconds(30));
            assertEquals(1, firings.fireDue());
            world.publishing.stop(world.us(), workflow);
            world.clock.move(Duration.ofSeconds(60));
            assertEquals(0, firings.fireDue());
            world.deploy(workflow);
            world.clock.move(Duration.ofSeconds(59));
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofSeconds(1));
            assertEquals(1, firings.fireDue());
            world.change(workflow, schedule("{\"mode\":\"interval\",\"seconds\":120}"));
            world.clock.move(Duration.ofSeconds(119));
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofSeconds(1));
            assertEquals(1, firings.fireDue());
            world.publishing.delete(world.us(), workflow);
            world.clock.move(Duration.ofSeconds(120));
            assertEquals(0, firings.fireDue());
        }
    }

    /** Down for two days: one run where it catches up, one note where it does not, and then on in its old phase. */
    @ParameterizedTest
    @EnumSource
    void whatWasMissedIsMadeUpForOnceOrNoted(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId noted = world.create(schedule(EVERY_MINUTE));
            WorkflowId caughtUp = world.create(schedule(EVERY_MINUTE.replace("}", ",\"catchUp\":true}")));
            WorkflowId daily = world.create(schedule(DAILY.formatted(",\"catchUp\":true")));
            List.of(noted, caughtUp, daily).forEach(world::deploy);
            world.clock.move(Duration.ofHours(48).plusSeconds(10));
            assertEquals(2, firings.fireDue());
            assertEquals(List.of("missed 2026-11-02T10:01:00.000Z"), outcomes(world, noted));
            assertEquals(List.of("accepted 2026-11-02T10:01:00.000Z"), outcomes(world, caughtUp));
            assertEquals(List.of("accepted 2026-11-02T11:00:00.000Z"), outcomes(world, daily));
            world.clock.move(Duration.ofSeconds(50));
            assertEquals(2, firings.fireDue());
            assertEquals(
                    "accepted 2026-11-04T10:01:00.000Z", outcomes(world, noted).getFirst());
            // The clock set back: nothing is due again.
            world.clock.move(Duration.ofHours(-1));
            assertEquals(0, firings.fireDue());
        }
    }

    @ParameterizedTest
    @EnumSource
    void theNextStartsBesideOneThatStillGoes(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId workflow = world.create((Json.Obj) Json.parse("""
                    {"nodes":[{"id":"tick","type":"trigger","connector":"schedule","operation":"schedule","config":%s},
                              {"id":"rest","type":"wait","config":{"durationMs":86400000}},
                              {"id":"out","type":"return_output","config":{"output":1}}],
                     "edges":[{"id":"e1","source":"tick","target":"rest"},{"id":"e2","source":"rest","target":"out"}]}
                    """.formatted(EVERY_MINUTE)));
            world.deploy(workflow);
            for (int minute = 1; minute <= 3; minute++) {
                world.clock.move(Duration.ofSeconds(60));
                assertEquals(1, firings.fireDue());
                assertEquals(minute, world.runCount());
            }
            for (Json run : world.history
                    .list(world.home, new dev.triggo.runs.RunHistory.Filter(null, null, null, null, null, null, 10))
                    .runs()) {
                assertTrue(!List.of("succeeded", "failed").contains(((Json.Obj) run).text("status")), run::write);
            }
        }
    }

    /** An hour on, and back again: what was passed over is one note, and no time fires a second time. */
    @ParameterizedTest
    @EnumSource
    void aClockThatIsPutOnAndBackFiresNothingTwice(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId workflow = world.create(schedule(EVERY_MINUTE));
            world.deploy(workflow);
            int runs = 0;
            for (int minute = 0; minute < 5; minute++) {
                world.clock.move(Duration.ofSeconds(60));
                runs += firings.fireDue();
            }
            assertEquals(5, runs);
            world.clock.move(Duration.ofHours(1));
            assertEquals(0, firings.fireDue());
            assertEquals(
                    "missed 2026-11-02T10:06:00.000Z", outcomes(world, workflow).getFirst());
            world.clock.move(Duration.ofHours(-1));
            for (int minute = 0; minute < 60; minute++) {
                assertEquals(0, firings.fireDue());
                world.clock.move(Duration.ofSeconds(60));
            }
            world.clock.move(Duration.ofSeconds(60));
            assertEquals(1, firings.fireDue());
            List<String> all = outcomes(world, workflow);
            assertEquals("accepted 2026-11-02T11:06:00.000Z", all.getFirst());
            assertEquals(all.size(), all.stream().distinct().count(), all::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFiringIsOneRunHoweverManyServersSeeIt(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            List<WorkflowId> workflows = IntStream.range(0, 40)
                    .mapToObj(i -> world.create(schedule(EVERY_MINUTE)))
                    .toList();
            workflows.forEach(world::deploy);
            for (int minute = 1; minute <= 3; minute++) {
                world.clock.move(Duration.ofSeconds(60));
                Race.Results<Integer> fired = Race.run(4, server -> world.fireDueElsewhere());
                assertEquals(
                        40, fired.values().stream().mapToInt(Integer::intValue).sum());
            }
            for (WorkflowId workflow : workflows) {
                assertEquals(
                        List.of(
                                "accepted 2026-11-02T10:03:00.000Z",
                                "accepted 2026-11-02T10:02:00.000Z",
                                "accepted 2026-11-02T10:01:00.000Z"),
                        outcomes(world, workflow).stream()
                                .sorted(java.util.Comparator.reverseOrder())
                                .toList());
            }
        }
    }

    /** A server that dies, or stands still, between its claim and the run: another one sees to it; once is once. */
    @ParameterizedTest
    @EnumSource
    void whatAServerClaimedAndDidNotDoIsDoneByAnother(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind);
                var firings = world.firings()) {
            WorkflowId workflow = world.create(schedule(EVERY_MINUTE));
            world.deploy(workflow);
            world.clock.move(Duration.ofSeconds(60));
            long now = world.clock.millis();
            List<Trigger> claimed =
                    world.database().write(tx -> TriggerTable.claimDue(tx, now, now + Firings.CLAIM_MS, 10));
            assertEquals(1, claimed.size());
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofMillis(Firings.CLAIM_MS));
            assertEquals(1, firings.fireDue());
            // The first one wakes up and goes on with what it had claimed.
            assertEquals(false, firings.fire(claimed.getFirst()));
            assertEquals(1, world.runCount());
        }
    }

    @ParameterizedTest
    @EnumSource(names = "SQLITE")
    void aFullQuotaIsNotedAndTheScheduleGoesOn(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind, "free");
                var firings = world.firings()) {
            WorkflowId workflow = world.create(schedule(EVERY_MINUTE));
            for (int i = 0; i < 3; i++) {
                WorkflowId other = world.create(TriggersWorld.webhook("{}", null));
                String id = world.subscription(world.deploy(other));
                Webhooks webhooks = world.webhooks(1_000);
                for (int j = 0; j < (i == 2 ? 20 : 40); j++) {
                    webhooks.receive(id, TriggersWorld.json("{}", java.util.Map.of()));
                }
            }
            world.deploy(workflow);
            world.clock.move(Duration.ofSeconds(60));
            assertEquals(0, firings.fireDue());
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofHours(2));
            assertEquals(0, firings.fireDue());
            world.clock.move(Duration.ofSeconds(60));
            assertEquals(1, firings.fireDue());
        }
    }
}
