package dev.triggo.triggers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.TestDatabase;
import dev.triggo.triggers.kinds.Signing;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that are told where to send, against one that keeps webhooks as GitHub does. */
@Timeout(120)
class HooksTest {
    /** By number: what it was told. */
    private final Map<Integer, Json.Obj> kept = new ConcurrentSkipListMap<>();

    private final AtomicInteger numbers = new AtomicInteger();
    private final AtomicInteger status = new AtomicInteger(201);
    private HttpServer service;

    @BeforeEach
    void open() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        service.createContext("/", this::answer);
        service.start();
    }

    @AfterEach
    void close() {
        service.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        Json answer = Json.Null.NULL;
        int told = status.get();
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                int number = numbers.incrementAndGet();
                // At 502 it has done it all the same.
                if (told == 201 || told == 502) {
                    kept.put(number, (Json.Obj) Json.parse(text));
                }
                answer = Json.object().put("id", number).put("message", "no").build();
            }
            case "GET" -> {
                told = 200;
                answer = Json.array(kept.entrySet().stream()
                        .map(hook -> hook.getValue().with("id", Json.of(hook.getKey())))
                        .toList());
            }
            default -> {
                boolean there = status.get() < 500
                        && kept.remove(Integer.valueOf(path.substring(path.lastIndexOf('/') + 1))) != null;
                told = status.get() >= 500 ? status.get() : there ? 204 : 404;
            }
        }
        byte[] bytes = told == 204 ? new byte[0] : answer.write().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("content-type", "application/json");
        exchange.sendResponseHeaders(told, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private TriggersWorld world(TestDatabase.Kind kind) {
        return new TriggersWorld(
                kind, "business", "127.0.0.1:" + service.getAddress().getPort());
    }

    private static Json.Obj definition(String connection, String events) {
        return TriggersWorld.definition(
                "github",
                "repository_event",
                "{\"owner\":\"o\",\"repo\":\"r\",\"events\":[" + events + "]}",
                connection);
    }

    private Json.Obj config() {
        return (Json.Obj) Objects.requireNonNull(kept.values().iterator().next().get("config"));
    }

    private String address() {
        String url = String.valueOf(config().text("url"));
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static Incoming event(String secret, String event, String delivery, String body) {
        var headers = new HashMap<>(
                Signed.headers(Signing.GITHUB, secret, body.getBytes(StandardCharsets.UTF_8), 0, delivery));
        headers.put("x-github-event", List.of(event));
        return TriggersWorld.json(body, headers);
    }

    private static ProblemCode refusal(Webhooks webhooks, String id, Incoming request) {
        return assertThrows(Problem.class, () -> webhooks.receive(id, request)).code();
    }

    @ParameterizedTest
    @EnumSource
    void aDeployRegistersAndAStopTakesItBack(TestDatabase.Kind kind) throws Exception {
        try (var world = world(kind)) {
            WorkflowId workflow = world.create(definition(world.token("t"), "\"issues\""));
            assertTrue(!world.deploy(workflow).toJson().has("webhookUrl"), "the address is between the two of them");
            assertEquals(1, kept.size());
            assertEquals("hook", world.triggers.show(world.us(), workflow).text("kind"));
            String secret = String.valueOf(config().text("secret"));
            String id = address();
            Webhooks webhooks = world.webhooks(100);

            String body = "{\"action\":\"opened\",\"issue\":{\"number\":1}}";
            assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, event("other", "issues", "d1", body)));
            assertEquals(ProblemCode.UNAUTHORIZED, refusal(webhooks, id, TriggersWorld.json(body, Map.of())));
            assertNull(webhooks.receive(id, event(secret, "ping", "d0", "{}")).run());
            String run = TriggersWorld.receive(webhooks, id, event(secret, "issues", "d1", body));
            assertEquals(run, TriggersWorld.receive(webhooks, id, event(secret, "issues", "d1", body)));
            assertEquals(1, world.runCount());
            Json.Obj output = (Json.Obj) Objects.requireNonNull(world.runs
                    .awaitEnd(world.home, new dev.triggo.kernel.RunId(run), Duration.ofSeconds(20), null)
                    .toJson(false)
                    .get("output"));
            assertEquals("opened", output.text("action"));
            assertEquals("issues", output.text("event"));

            // The same once more keeps what there is.
            world.deploy(workflow);
            world.hooks.letGo();
            assertEquals(1, kept.size());
            assertEquals(id, address());
            world.publishing.stop(world.us(), workflow);
            assertEquals(ProblemCode.NOT_FOUND, refusal(webhooks, id, event(secret, "issues", "d2", body)));
            world.hooks.letGo();
            assertEquals(Map.of(), kept);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNotAgreedToLeavesTheWorkflowAsItWas(TestDatabase.Kind kind) throws Exception {
        try (var world = world(kind)) {
            String connection = world.token("t");
            WorkflowId workflow = world.create(definition(connection, "\"issues\""));
            world.deploy(workflow);
            String id = address();
            String secret = String.valueOf(config().text("secret"));
            for (int refusing : new int[] {422, 502}) {
                status.set(refusing);
                Problem refused =
                        assertThrows(Problem.class, () -> world.change(workflow, definition(connection, "\"push\"")));
                assertEquals(ProblemCode.WORKFLOW_INVALID, refused.code());
                assertTrue(refused.details().toString().contains("not_registered"));
                status.set(201);
                // What may have arrived all the same is taken back, and what is live is not.
                world.hooks.letGo();
                assertEquals(1, kept.size());
                assertEquals(id, address());
            }
            TriggersWorld.receive(world.webhooks(100), id, event(secret, "issues", "d1", "{}"));
            world.deploy(workflow);
            world.hooks.letGo();
            assertEquals(1, kept.size());
            assertTrue(!id.equals(address()));
            assertEquals(ProblemCode.NOT_FOUND, refusal(world.webhooks(100), id, event(secret, "issues", "d2", "{}")));
        }
    }

    /** The server died between the registration and the deploy: after a while the service is told to let go. */
    @ParameterizedTest
    @EnumSource
    void whatNobodyCameToUseGoes(TestDatabase.Kind kind) throws Exception {
        try (var world = world(kind)) {
            WorkflowId workflow = world.create(definition(world.token("t"), "\"issues\""));
            world.releases.prepare(world.releases.draft(world.home, workflow, null));
            assertEquals(1, kept.size());
            String id = address();
            String secret = String.valueOf(config().text("secret"));
            assertEquals(ProblemCode.NOT_FOUND, refusal(world.webhooks(100), id, event(secret, "issues", "d", "{}")));
            world.hooks.letGo();
            assertEquals(1, kept.size());
            world.clock.move(Duration.ofMillis(Hooks.UNUSED_MS + 1));
            status.set(503);
            world.hooks.letGo();
            status.set(201);
            world.clock.move(Duration.ofMinutes(2));
            world.hooks.letGo();
            assertEquals(Map.of(), kept);
            assertEquals(0, world.runCount());
        }
    }
}
