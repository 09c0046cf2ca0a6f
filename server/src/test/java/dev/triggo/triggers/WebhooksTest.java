package dev.triggo.triggers;

import static dev.triggo.triggers.TriggersWorld.json;
import static dev.triggo.triggers.TriggersWorld.webhook;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import dev.triggo.triggers.kinds.Signing;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class WebhooksTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private static ProblemCode refusal(Webhooks webhooks, String id, Incoming request) {
        return assertThrows(Problem.class, () -> webhooks.receive(id, request)).code();
    }

    @ParameterizedTest
    @EnumSource
    void anEventIsOneRunWithWhatWasSent(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            String id = world.subscription(world.deploy(world.create(webhook("{\"responseMode\":\"wait\"}", null))));
            var headers = Map.of(
                    "x-event", List.of("order"),
                    "authorization", List.of("Bearer planted"),
                    "cookie", List.of("a=planted"),
                    "x-forwarded-for", List.of("10.0.0.1"),
                    "webhook-signature", List.of("v1,planted"),
                    "x-api-key", List.of("planted"));
            Webhooks.Receipt receipt =
                    world.webhooks(100).receive(id, json("{\"a\":[1,{\"b\":\"\\u0000é\"}]}", headers));
            assertEquals(200, receipt.status());
            Json.Obj event = (Json.Obj) receipt.body();
            assertEquals(Json.parse("{\"a\":[1,{\"b\":\"\\u0000é\"}]}"), event.get("body"));
            assertEquals(
                    Json.parse("{\"content-type\":\"application/json\",\"x-event\":\"order\"}"), event.get("headers"));
            assertEquals(Json.EMPTY_OBJECT, event.get("query"));
            assertEquals("2026-11-02T10:00:00.000Z", event.text("timestamp"));
            Json.Obj run = world.history
                    .find(world.home, Objects.requireNonNull(receipt.run()))
                    .toJson(false);
            assertEquals("webhook", run.text("source"));
            assertEquals("succeeded", run.text("status"));
        }
    }

    /** An event whose body arrives while its workflow is deployed anew, or stopped. */
    private static Incoming meanwhile(Incoming event, Runnable then) {
        var first = new AtomicBoolean(true);
        return new Incoming(event.headers(), event.query(), () -> {
            if (first.getAndSet(false)) {
                then.run();
            }
            return event.body().get();
        });
    }

    @ParameterizedTest
    @EnumSource
    void anEventThatArrivesDuringADeployIsTheNewVersions(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            WorkflowId workflow = world.create(webhook("{}", null));
            String id = world.subscription(world.deploy(workflow));
            Webhooks webhooks = world.webhooks(100);
            Webhooks.Receipt receipt =
                    webhooks.receive(id, meanwhile(json("1", Map.of()), () -> world.deploy(workflow)));
            assertEquals(202, receipt.status());
            Json.Obj run = world.history
                    .find(world.home, Objects.requireNonNull(receipt.run()))
                    .toJson(false);
            assertEquals(Json.of(2), run.get("version"));
            assertEquals(
                    ProblemCode.NOT_FOUND,
                    refusal(
                            webhooks,
                            id,
                            meanwhile(json("2", Map.of()), () -> world.publishing.stop(world.us(), workflow))));
            assertEquals(1, world.runCount());
        }
    }

    /** The address stays the same over versions and stops; what is stopped, deleted or never was answers alike. */
    @ParameterizedTest
    @EnumSource
    void theAddressIsThereForAsLongAsTheWorkflowIsLive(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            WorkflowId workflow = world.create(webhook("{}", null));
            String id = world.subscription(world.deploy(workflow));
            assertEquals(32, id.length());
            Webhooks webhooks = world.webhooks(1_000);
            assertEquals(202, webhooks.receive(id, json("1", Map.of())).status());
            assertEquals(id, world.subscription(world.deploy(workflow)));
            assertEquals(id, world.subscription(world.publishing.rollback(world.us(), workflow, 1)));
            assertEquals(202, webhooks.receive(id, json("2", Map.of())).status());
            world.publishing.stop(world.us(), workflow);
            String unknown = sentence(webhooks, "A".repeat(32));
            assertEquals(unknown, sentence(webhooks, id));
            assertEquals(unknown, sentence(webhooks, "../" + id));
            assertEquals(unknown, sentence(webhooks, id.toLowerCase(Locale.ROOT)));
            assertEquals(id, world.subscription(world.deploy(workflow)));
            assertEquals(202, webhooks.receive(id, json("3", Map.of())).status());
            // A version that time starts, and one that is called: the address goes, and comes back with the next.
            world.change(workflow, TriggersWorld.schedule("{\"mode\":\"interval\",\"seconds\":60}"));
            assertEquals(unknown, sentence(webhooks, id));
            world.change(workflow, dev.triggo.testing.TestLibrary.callable(Json.parse("{\"type\":\"object\"}")));
            assertEquals(unknown, sentence(webhooks, id));
            assertEquals(id, world.subscription(world.change(workflow, webhook("{}", null))));
            assertEquals(202, webhooks.receive(id, json("4", Map.of())).status());
            world.publishing.delete(world.us(), workflow);
            assertEquals(unknown, sentence(webhooks, id));
            assertEquals(4, world.runCount());
        }
    }

    private static String sentence(Webhooks webhooks, String id) {
        Problem refused = assertThrows(Problem.class, () -> webhooks.receive(id, json("{}", Map.of())));
        assertEquals(ProblemCode.NOT_FOUND, refused.code());
        return refused.sentence();
    }

    @ParameterizedTest
    @EnumSource
    void withASecretNothingRunsUnsigned(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            for (Signing signing : List.of(Signing.STANDARD, Signing.GITHUB, Signing.SLACK, Signing.STRIPE)) {
                long before = world.runCount();
                String connection = world.secret(SECRET, List.of());
                String config = "{\"signature\":\"" + signing.wireName() + "\"}";
                String id = world.subscription(world.deploy(world.create(webhook(config, connection))));
                Webhooks webhooks = world.webhooks(1_000);
                String body = "{\"id\": \"evt_1\", \"event_id\": \"evt_1\"}";
                long now = world.clock.millis() / 1000;
                byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                var signed = Signed.headers(signing, SECRET, bytes, now, "msg_1");

                assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, json(body, Map.of())));
                assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, json(body + " ", signed)));
                assertEquals(
                        ProblemCode.UNAUTHORIZED,
                        refusal(webhooks, id, json(body, Signed.headers(signing, "other", bytes, now, "msg_1"))));
                assertEquals(before, world.runCount());

                String first = TriggersWorld.receive(webhooks, id, json(body, signed));
                world.clock.move(Duration.ofSeconds(20));
                var again = Signed.headers(signing, SECRET, bytes, now + 20, "msg_1");
                assertEquals(first, TriggersWorld.receive(webhooks, id, json(body, again)), signing.name());
                assertEquals(before + 1, world.runCount());

                // A body that is no JSON is refused for its signature before it is read.
                assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, json("{", signed)));
                world.credentials.delete(
                        world.home, connection, dev.triggo.credentials.Credentials.Signed.by(TriggersWorld.ADA));
                var fresh = Signed.headers(signing, SECRET, bytes, now + 20, "msg_2");
                assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, json(body, fresh)));
                assertEquals(before + 1, world.runCount());
            }
        }
    }

    /** Events without a name of their own: overheard and sent again they are one event, signed anew they are another. */
    @ParameterizedTest
    @EnumSource
    void whatWasOverheardStartsNothingWhenItIsSentAgain(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            for (Signing signing : List.of(Signing.SLACK, Signing.STRIPE)) {
                long before = world.runCount();
                String config = "{\"signature\":\"" + signing.wireName() + "\"}";
                WorkflowId workflow = world.create(webhook(config, world.secret(SECRET, List.of())));
                String id = world.subscription(world.deploy(workflow));
                Webhooks webhooks = world.webhooks(1_000);
                byte[] bytes = "{\"command\": \"/deploy\"}".getBytes(StandardCharsets.UTF_8);
                String body = new String(bytes, StandardCharsets.UTF_8);
                long now = world.clock.millis() / 1000;
                var signed = Signed.headers(signing, SECRET, bytes, now, "none");
                String first = TriggersWorld.receive(webhooks, id, json(body, signed));
                world.clock.move(Duration.ofSeconds(200));
                assertEquals(first, TriggersWorld.receive(webhooks, id, json(body, signed)), signing.name());
                var rewritten = new HashMap<>(signed);
                rewritten.computeIfPresent(
                        "stripe-signature", (name, values) -> List.of("v1=00, " + values.getFirst()));
                rewritten.computeIfPresent("x-slack-signature", (name, values) -> List.of(upper(values.getFirst())));
                assertEquals(first, TriggersWorld.receive(webhooks, id, json(body, rewritten)), signing.name());
                assertEquals(before + 1, world.runCount());
                var anew = Signed.headers(signing, SECRET, bytes, now + 200, "none");
                assertNotEquals(first, TriggersWorld.receive(webhooks, id, json(body, anew)), signing.name());
                assertEquals(before + 2, world.runCount());
            }
        }
    }

    /** The digits in capitals: the same signature, written otherwise. */
    private static String upper(String signature) {
        return signature.substring(0, 3) + signature.substring(3).toUpperCase(Locale.ROOT);
    }

    @ParameterizedTest
    @EnumSource
    void aSecretOfAnotherWorkflowIsNone(TestDatabase.Kind kind) {
        try (var world = new TriggersWorld(kind)) {
            String connection = world.secret(SECRET, List.of("another"));
            String id = world.subscription(world.deploy(world.create(webhook("{}", connection))));
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            var signed = Signed.headers(Signing.STANDARD, SECRET, body, world.clock.millis() / 1000, "msg_1");
            assertEquals(ProblemCode.UNAUTHORIZED, refusal(world.webhooks(100), id, json("{}", signed)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void theSameEventIsOneRunHoweverManySendItAtOnce(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            String id = world.subscription(world.deploy(world.create(webhook("{}", null))));
            String other = world.subscription(world.deploy(world.create(webhook("{}", null))));
            Webhooks webhooks = world.webhooks(10_000);
            Set<String> runs = new HashSet<>();
            for (int event = 0; event < 5; event++) {
                var headers = Map.of("webhook-id", List.of("msg " + event));
                Race.Results<String> ids =
                        Race.run(8, i -> TriggersWorld.receive(webhooks, id, json("{\"n\":" + i + "}", headers)));
                assertEquals(1, new HashSet<>(ids.values()).size());
                runs.addAll(ids.values());
            }
            assertEquals(5, runs.size());
            assertEquals(5, world.runCount());
            // Another workflow's event of the same name is another event.
            webhooks.receive(other, json("{}", Map.of("webhook-id", List.of("msg 0"))));
            assertEquals(6, world.runCount());
            webhooks.receive(id, json("{}", Map.of()));
            webhooks.receive(id, json("{}", Map.of()));
            assertEquals(8, world.runCount());
        }
    }

    @ParameterizedTest
    @EnumSource
    void moreThanItsShareIsRefusedAndOthersAreNotHeldUp(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            WorkflowId workflow = world.create(webhook("{}", null));
            String id = world.subscription(world.deploy(workflow));
            String other = world.subscription(world.deploy(world.create(webhook("{}", null))));
            Webhooks webhooks = world.webhooks(3);
            for (int i = 0; i < 3; i++) {
                webhooks.receive(id, json("{}", Map.of()));
            }
            Problem refused = assertThrows(Problem.class, () -> webhooks.receive(id, json("{}", Map.of())));
            assertEquals(ProblemCode.RATE_LIMIT_EXCEEDED, refused.code());
            assertTrue(refused.retryAfter().orElseThrow().toSeconds() > 0);
            webhooks.receive(other, json("{}", Map.of()));
            world.clock.move(Duration.ofSeconds(61));
            webhooks.receive(id, json("{}", Map.of()));
            assertEquals(5, world.runCount());
            var outcomes =
                    world.triggers.show(world.us(), workflow).get("deliveries").write();
            assertEquals(4, outcomes.split("\"accepted\"", -1).length - 1, outcomes);
            assertEquals(1, outcomes.split("\"refused\"", -1).length - 1, outcomes);
        }
    }

    /** The quota is that of whoever deployed it. On a store that servers share, its hour is the store's own. */
    @ParameterizedTest
    @EnumSource(names = "SQLITE")
    void runsCountTowardsTheQuotaOfWhoeverDeployed(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind, "free")) {
            String id = world.subscription(world.deploy(world.create(webhook("{}", null))));
            Webhooks webhooks = world.webhooks(1_000);
            for (int i = 0; i < 100; i++) {
                webhooks.receive(id, json("{}", Map.of()));
            }
            var named = Map.of("webhook-id", List.of("late"));
            assertEquals(ProblemCode.RUN_QUOTA_EXCEEDED, refusal(webhooks, id, json("{}", named)));
            world.clock.move(Duration.ofHours(2));
            String first = TriggersWorld.receive(webhooks, id, json("{}", named));
            assertEquals(first, TriggersWorld.receive(webhooks, id, json("{}", named)));
        }
    }

    @ParameterizedTest
    @EnumSource
    void aWorkflowWhoseRunsKeepFailingHearsNothingMore(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            WorkflowId workflow = world.create((Json.Obj) Json.parse("""
                    {"nodes":[{"id":"trigger_1","type":"trigger","connector":"inbound-webhook","operation":"inbound_webhook","config":{"responseMode":"wait"}},
                              {"id":"stop_1","type":"stop_and_error","config":{"message":"no"}}],
                     "edges":[{"id":"e1","source":"trigger_1","target":"stop_1"}]}
                    """));
            String id = world.subscription(world.deploy(workflow));
            Webhooks webhooks = world.webhooks(100);
            for (int i = 0; i < 3; i++) {
                Webhooks.Receipt receipt = webhooks.receive(id, json("{}", Map.of()));
                assertEquals(200, receipt.status());
                assertEquals(
                        "[runId, status]",
                        ((Json.Obj) receipt.body()).fields().keySet().toString());
            }
            assertEquals(ProblemCode.NOT_FOUND, refusal(webhooks, id, json("{}", Map.of())));
            assertEquals(
                    "error", world.library.get(world.home, workflow).status().wireName());
            world.deploy(workflow);
            assertEquals(200, webhooks.receive(id, json("{}", Map.of())).status());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aTriggerThatCannotBeLeavesTheWorkflowAsItWas(TestDatabase.Kind kind) throws Exception {
        try (var world = new TriggersWorld(kind)) {
            WorkflowId workflow = world.create(webhook("{}", null));
            String id = world.subscription(world.deploy(workflow));
            for (Json.Obj broken : List.of(
                    webhook("{\"signature\":\"github\"}", null),
                    webhook("{}", "nobodys"),
                    webhook("{\"signature\":\"none\"}", world.secret(SECRET, List.of())),
                    webhook("{\"responseMode\":\"never\"}", null),
                    TriggersWorld.definition("inbound-webhook", "push", "{}", null),
                    TriggersWorld.definition("nobody", "push", "{}", null),
                    TriggersWorld.schedule("{\"mode\":\"interval\",\"seconds\":59}"),
                    TriggersWorld.schedule("{\"mode\":\"cron\",\"cron\":\"* * * * * *\"}"))) {
                Problem refused = assertThrows(Problem.class, () -> world.change(workflow, broken));
                assertEquals(ProblemCode.WORKFLOW_INVALID, refused.code());
                assertEquals(
                        1, refused.details().size(), () -> refused.details().toString());
                assertFalse(refused.details().toString().contains(SECRET));
            }
            assertEquals(
                    202, world.webhooks(100).receive(id, json("{}", Map.of())).status());
            assertEquals(1, world.library.get(world.home, workflow).version());
        }
    }
}
