package dev.triggo.triggers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.testing.Race;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Services that are asked: each item makes one run, whoever asks, dies, is late or is refused. */
@Timeout(120)
class PollsTest {
    private final List<String> entries = new CopyOnWriteArrayList<>();
    private final AtomicInteger status = new AtomicInteger(200);
    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));
    private final CompletableFuture<Boolean> arrived = new CompletableFuture<>();
    private HttpServer feed;

    @BeforeEach
    void open() throws IOException {
        feed = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        feed.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        feed.createContext("/", exchange -> {
            asked.incrementAndGet();
            byte[] body = feedText().getBytes(StandardCharsets.UTF_8);
            arrived.complete(true);
            try {
                held.get().await();
            } catch (InterruptedException stop) {
                throw new IOException(stop);
            }
            exchange.getResponseHeaders().set("content-type", "application/rss+xml");
            exchange.sendResponseHeaders(status.get(), body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        feed.start();
    }

    @AfterEach
    void close() {
        feed.stop(0);
    }

    /** The newest first, as feeds do. */
    private String feedText() {
        return List.copyOf(entries).reversed().stream()
                .map(id -> "<item><guid>" + id + "</guid><title>" + id + "</title></item>")
                .collect(Collectors.joining("", "<rss version=\"2.0\"><channel><title>t</title>", "</channel></rss>"));
    }

    private String host() {
        return "127.0.0.1:" + feed.getAddress().getPort();
    }

    private TriggersWorld world(TestDatabase.Kind kind, String tier) {
        return new TriggersWorld(kind, tier, host());
    }

    private WorkflowId deployed(TriggersWorld world, String path) {
        WorkflowId workflow = world.create(definition(path));
        world.deploy(workflow);
        return workflow;
    }

    private Json.Obj definition(String path) {
        return TriggersWorld.definition("rss", "new_item", "{\"url\":\"http://%s/%s\"}".formatted(host(), path), null);
    }

    /** The titles of what came, in the order of the alphabet: runs of one millisecond have no other. */
    private static List<String> titles(TriggersWorld world) {
        return world
                .history
                .list(world.home, new dev.triggo.runs.RunHistory.Filter(null, null, null, null, null, null, 100))
                .runs()
                .stream()
                .map(run -> {
                    String id = String.valueOf(((Json.Obj) run).text("id"));
                    return ended(world, id).get("output") instanceof Json.Obj event
                            ? String.valueOf(event.text("title"))
                            : "none";
                })
                .sorted()
                .toList();
    }

    private static Json.Obj ended(TriggersWorld world, String id) {
        try {
            return world.runs
                    .awaitEnd(world.home, new dev.triggo.kernel.RunId(id), Duration.ofSeconds(20), null)
                    .toJson(false);
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    private static Json.Obj polling(TriggersWorld world, WorkflowId workflow) {
        return (Json.Obj)
                Objects.requireNonNull(world.triggers.show(world.us(), workflow).get("polling"));
    }

    @ParameterizedTest
    @EnumSource
    void whatIsNewRunsOnceAndWhatWasThereDoesNot(TestDatabase.Kind kind) {
        entries.addAll(List.of("old 1", "old 2"));
        try (var world = world(kind, "business");
                var polls = world.polls()) {
            WorkflowId workflow = deployed(world, "feed");
            polls.pollDue();
            assertEquals(List.of(), titles(world));
            entries.addAll(List.of("new 1", "new 2"));
            polls.pollDue();
            assertEquals(1, asked.get(), "not before a minute is over");
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(List.of("new 1", "new 2"), titles(world));
            // Another server, as after a restart, goes on where this one was.
            entries.add("new 3");
            world.clock.move(Duration.ofSeconds(60));
            try (var other = world.polls()) {
                other.pollDue();
            }
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(List.of("new 1", "new 2", "new 3"), titles(world));
            Json.Obj shown = world.triggers.show(world.us(), workflow);
            assertEquals("polling", shown.text("kind"));
            assertEquals(
                    3,
                    ((Json.Arr) Objects.requireNonNull(shown.get("deliveries")))
                            .items()
                            .size());
            assertEquals("2026-11-02T10:03:00.000Z", polling(world, workflow).text("lastAt"));
        }
    }

    @ParameterizedTest
    @EnumSource
    void howeverManyServersAskAnItemRunsOnce(TestDatabase.Kind kind) throws Exception {
        try (var world = world(kind, "business")) {
            deployed(world, "feed");
            try (var polls = world.polls()) {
                polls.pollDue();
            }
            for (int round = 1; round <= 5; round++) {
                entries.add("item " + round);
                world.clock.move(Duration.ofSeconds(60));
                var results = Race.run(4, server -> {
                    try (var polls = world.polls()) {
                        polls.pollDue();
                    }
                    return true;
                });
                assertEquals(List.of(), results.faults());
            }
            assertEquals(IntStream.rangeClosed(1, 5).mapToObj(i -> "item " + i).toList(), titles(world));
            assertEquals(6, asked.get());
        }
    }

    /** A server that stood still after it had the answer comes too late for all of it. */
    @ParameterizedTest
    @EnumSource
    void whoeverComesBackAfterItsClaimStartsNothing(TestDatabase.Kind kind) throws Exception {
        try (var world = world(kind, "business");
                var polls = world.polls();
                var slow = world.polls()) {
            deployed(world, "feed");
            polls.pollDue();
            entries.add("once");
            world.clock.move(Duration.ofSeconds(60));
            held.set(new CountDownLatch(1));
            CountDownLatch gate = held.get();
            Thread standing = Thread.ofVirtual().start(slow::pollDue);
            while (asked.get() < 2) {
                Thread.onSpinWait();
            }
            world.clock.move(Duration.ofMillis(Polls.CLAIM_MS + 1));
            held.set(new CountDownLatch(0));
            polls.pollDue();
            assertEquals(List.of("once"), titles(world));
            gate.countDown();
            standing.join();
            assertEquals(List.of("once"), titles(world));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatFailsIsAskedLessOftenAndPausesInTheEnd(TestDatabase.Kind kind) {
        try (var world = world(kind, "business");
                var polls = world.polls()) {
            WorkflowId workflow = deployed(world, "feed");
            polls.pollDue();
            status.set(404);
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            polls.pollDue();
            assertEquals(2, asked.get());
            assertEquals(
                    1,
                    ((Json.Num) Objects.requireNonNull(polling(world, workflow).get("failures"))).asInt());
            assertTrue(String.valueOf(polling(world, workflow).text("fault")).contains("404"));
            // One answer that is good begins the count anew.
            status.set(200);
            entries.add("in between");
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(List.of("in between"), titles(world));
            status.set(404);
            for (int i = 0; i < Polls.STRAWS; i++) {
                assertTrue(!"error"
                        .equals(world.library.get(world.home, workflow).status().wireName()));
                world.clock.move(Duration.ofMinutes(16));
                polls.pollDue();
            }
            Json.Obj paused = world.library.get(world.home, workflow).toJson();
            assertEquals("error", paused.text("status"));
            assertTrue(String.valueOf(paused.text("pausedReason")).contains("404"), paused::write);
            int before = asked.get();
            world.clock.move(Duration.ofHours(1));
            polls.pollDue();
            assertEquals(before, asked.get());
            status.set(200);
            world.deploy(workflow);
            polls.pollDue();
            entries.add("after");
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(List.of("after", "in between"), titles(world));
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatCameWhileStoppedIsNotMadeUpForAndAnotherFeedBeginsAnew(TestDatabase.Kind kind) {
        try (var world = world(kind, "business");
                var polls = world.polls()) {
            WorkflowId workflow = deployed(world, "feed");
            polls.pollDue();
            world.publishing.stop(world.us(), workflow);
            entries.add("while stopped");
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(1, asked.get());
            world.deploy(workflow);
            polls.pollDue();
            assertEquals(List.of(), titles(world));
            // The same again keeps its place.
            entries.add("between deploys");
            world.deploy(workflow);
            polls.pollDue();
            assertEquals(List.of("between deploys"), titles(world));
            world.change(workflow, definition("other"));
            polls.pollDue();
            assertEquals(List.of("between deploys"), titles(world));
            world.publishing.delete(world.us(), workflow);
            int before = asked.get();
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(before, asked.get());
        }
    }

    /** The free tier has so many runs an hour: the rest waits and is not lost. */
    @ParameterizedTest
    @EnumSource
    void whatTheQuotaRefusesRunsLater(TestDatabase.Kind kind) {
        try (var world = world(kind, "free");
                var polls = world.polls()) {
            WorkflowId workflow = deployed(world, "feed");
            polls.pollDue();
            int quota =
                    dev.triggo.limits.Tiers.of(java.util.Map.of()).of("free").runsPerHour();
            IntStream.rangeClosed(1, quota + 3).forEach(i -> entries.add("item " + i));
            world.clock.move(Duration.ofSeconds(60));
            polls.pollDue();
            assertEquals(Math.min(quota, 100), world.runCount());
            assertTrue(polling(world, workflow).has("fault"));
            if (kind == TestDatabase.Kind.POSTGRES) {
                // There the hour is the database's.
                return;
            }
            world.clock.move(Duration.ofMinutes(61));
            polls.pollDue();
            assertTrue(
                    !polling(world, workflow).has("fault"),
                    () -> polling(world, workflow).write());
        }
    }
}
