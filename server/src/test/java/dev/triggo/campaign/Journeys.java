package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/**
 * Callers of a workflow that has a bit of everything, somebody who says yes to what it asks, and somebody who replays
 * runs of another that always fails. Remembers what the server has promised.
 */
final class Journeys {
    private static final int MOST_OPEN = 12;
    private static final long PAUSE_NANOS = 20_000_000;
    private static final Set<String> ENDS = Set.of("succeeded", "failed", "cancelled", "timed_out");
    /** Of the workflows that do not always succeed. A payment that was cut off is not made again. */
    private static final Map<String, String> ENDS_OF = Map.of("breaks", "failed", "pays", "succeeded or failed");

    private static final String CALL = """
            {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request"%s,
             "config": {"method": "POST", "url": "http://127.0.0.1:%d/%s", "body": "{{run.id}}"}}""";

    private static final String CODE = """
            {"id": "code", "type": "code", "config": {"language": "javascript",
             "source": "function run() { let n = 0; while (n < 40000000) n++; return n; }"}}""";

    private final int sink;
    /** What each promised run must end as. */
    private final Map<String, String> promised = new ConcurrentHashMap<>();

    /** Runs that may be under way. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();
    /** Runs whose end was not seen in the journal. */
    private final Set<String> unread = ConcurrentHashMap.newKeySet();

    Journeys(int sink) {
        this.sink = sink;
    }

    int promised() {
        return promised.size();
    }

    List<String> unread() {
        return List.copyOf(unread);
    }

    void hasEnded(String run) {
        open.remove(run);
        unread.remove(run);
    }

    String call(String id, String more) {
        return CALL.formatted(id, more, sink, id);
    }

    void publish(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        String input =
                "{\"id\": \"input\", \"type\": \"action_input\", \"config\": {\"inputSchema\": {\"type\": \"object\"}}}";
        String output = "{\"id\": \"output\", \"type\": \"return_output\", \"config\": {\"output\": {\"done\": true}}}";
        deploy(rest, "callee", "{\"nodes\": [" + String.join(",", input, call("only", ""), output) + """
                ], "edges": [{"source": "input", "target": "only"}, {"source": "only", "target": "output"}]}""");
        deploy(
                rest,
                "journey",
                "{\"nodes\": ["
                        + String.join(
                                ",",
                                input,
                                call("left", ""),
                                call("right", ""),
                                "{\"id\": \"join\", \"type\": \"merge\", \"config\": {\"mode\": \"append\"}}",
                                "{\"id\": \"loop\", \"type\": \"loop\", \"config\": {\"items\": [1, 2, 3], \"concurrency\": 2}}",
                                call("each", ", \"parentId\": \"loop\""),
                                "{\"id\": \"sleep\", \"type\": \"wait\", \"config\": {\"durationMs\": 1500}}",
                                "{\"id\": \"child\", \"type\": \"call_action\", \"config\": {\"slug\": \"callee\", \"input\": {}}}",
                                call("asks", ", \"options\": {\"requiresApproval\": {\"title\": \"Sure?\"}}"),
                                output)
                        + """
                ], "edges": [{"source": "input", "target": "left"}, {"source": "input", "target": "right"},
                             {"source": "left", "target": "join"}, {"source": "right", "target": "join"},
                             {"source": "join", "target": "loop"}, {"source": "loop", "target": "sleep"},
                             {"source": "sleep", "target": "child"}, {"source": "child", "target": "asks"},
                             {"source": "asks", "target": "output"}]}""");
        publishShort(rest, input, output);
    }

    private void publishShort(RestClient rest, String input, String output) {
        deploy(
                rest,
                "pays",
                "{\"nodes\": ["
                        + String.join(",", input, call("pay", ", \"options\": {\"effect\": \"once\"}"), output)
                        + """
                ], "edges": [{"source": "input", "target": "pay"}, {"source": "pay", "target": "output"}]}""");
        deploy(rest, "codes", "{\"nodes\": [" + String.join(",", input, CODE, call("only", ""), output) + """
                ], "edges": [{"source": "input", "target": "code"}, {"source": "code", "target": "only"},
                             {"source": "only", "target": "output"}]}""");
        deploy(
                rest,
                "breaks",
                "{\"nodes\": ["
                        + String.join(
                                ",",
                                input,
                                call("once", ""),
                                "{\"id\": \"stop\", \"type\": \"stop_and_error\", \"config\": {\"message\": \"no\"}}",
                                output)
                        + """
                ], "edges": [{"source": "input", "target": "once"}, {"source": "once", "target": "stop"},
                             {"source": "stop", "target": "output"}]}""");
    }

    /** What the server says of the deployed workflow. */
    static Json.Obj deploy(RestClient rest, String slug, String definition) {
        var workflow = rest.post(
                        "/workflows",
                        Json.object()
                                .put("name", slug)
                                .put("definition", Json.parse(definition))
                                .build())
                .expect(201);
        boolean triggered = definition.contains("\"trigger\"");
        Json.Obj options =
                triggered ? Json.EMPTY_OBJECT : Json.object().put("slug", slug).build();
        return rest.post("/workflows/" + workflow.text("id") + "/deploy", options)
                .expect(200);
    }

    /** People who use the server until they are stopped, whether it is there or not. */
    Travellers travel(int port, Visitors visitors) {
        var threads = new ArrayList<Thread>();
        threads.add(busy(port, rest -> start(rest, "journey", 0)));
        threads.add(busy(port, rest -> start(rest, "journey", 5)));
        threads.add(busy(port, rest -> start(rest, "breaks", 5)));
        threads.add(busy(port, this::replay));
        threads.add(busy(port, Journeys::approve));
        threads.add(busy(port, rest -> start(rest, "pays", 5)));
        visitors.deeds().forEach(deed -> threads.add(busy(port, deed)));
        return new Travellers(threads);
    }

    record Travellers(List<Thread> threads) implements AutoCloseable {
        @Override
        public void close() throws InterruptedException {
            threads.forEach(Thread::interrupt);
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    /** What somebody does over and over. */
    interface Deed {
        void by(RestClient rest);
    }

    private static Thread busy(int port, Deed deed) {
        return Thread.ofVirtual().start(() -> {
            var rest = new RestClient(port, ServerProcess.KEY);
            while (!Thread.currentThread().isInterrupted()) {
                try {
                    deed.by(rest);
                } catch (UncheckedIOException | IllegalStateException away) {
                    // Not there yet, or not any more.
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }

    private void start(RestClient rest, String slug, int wait) {
        if (open.size() >= MOST_OPEN) {
            open.removeIf(run ->
                    ENDS.contains(String.valueOf(rest.get("/runs/" + run).body().text("status"))));
        } else {
            var body = Json.object()
                    .put("input", Json.EMPTY_OBJECT)
                    .put("wait", wait)
                    .build();
            promise(rest.post("/actions/" + slug + "/run", body), ENDS_OF.getOrDefault(slug, "succeeded"));
        }
    }

    private void replay(RestClient rest) {
        for (String run : unread()) {
            if ("failed".equals(promised.get(run))) {
                promise(rest.post("/runs/" + run + "/replay", Json.EMPTY_OBJECT), "failed");
                return;
            }
        }
    }

    private void promise(RestClient.Answer answer, String end) {
        if (note(answer, end)) {
            open.add(String.valueOf(answer.body().text("runId")));
        }
    }

    /** Notes that the server has said that there is this run; false when it has not. */
    boolean note(RestClient.Answer answer, String end) {
        if (answer.status() / 100 != 2) {
            return false;
        }
        String run = String.valueOf(answer.body().text("runId"));
        promised.put(run, end);
        unread.add(run);
        return true;
    }

    private static void approve(RestClient rest) {
        for (Json run : waiting(rest)) {
            rest.post(
                    "/runs/" + ((Json.Obj) run).text("runId") + "/approve",
                    Json.object().put("decision", "approved").build());
        }
    }

    private static List<Json> waiting(RestClient rest) {
        return rest.get("/runs?needs_approval=true").body().get("runs") instanceof Json.Arr runs
                ? runs.items()
                : List.of();
    }

    /** How the runs stand that may be under way. */
    String tell(int port) {
        var rest = new RestClient(port, ServerProcess.KEY);
        return open.stream()
                .map(run -> run + " is " + rest.get("/runs/" + run).body().text("status"))
                .collect(Collectors.joining("\n"));
    }

    /** Asks for a run with a code node, and waits until that computes. */
    void awaitCode(int port, Duration atMost) {
        var rest = new RestClient(port, ServerProcess.KEY);
        promise(rest.post("/actions/codes/run", Json.EMPTY_OBJECT), "succeeded");
        awaitStep(rest, "code", "running", atMost);
    }

    void awaitSleeper(int port, Duration atMost) {
        awaitStep(new RestClient(port, ServerProcess.KEY), "sleep", "waiting", atMost);
    }

    private void awaitStep(RestClient rest, String node, String status, Duration atMost) {
        await(
                "no step " + node + " is " + status,
                atMost,
                () -> open.stream()
                        .anyMatch(run -> rest.get("/runs/" + run).body().get("steps") instanceof Json.Arr steps
                                && steps.items().stream()
                                        .anyMatch(step -> node.equals(((Json.Obj) step).text("nodeId"))
                                                && status.equals(((Json.Obj) step).text("status")))));
    }

    void awaitAsker(int port, Duration atMost) {
        var rest = new RestClient(port, ServerProcess.KEY);
        await("nobody asks", atMost, () -> !waiting(rest).isEmpty());
    }

    private static void await(String otherwise, Duration atMost, BooleanSupplier what) {
        long until = System.nanoTime() + atMost.toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > until) {
                throw new AssertionError(otherwise);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Says yes to everything until all that was promised has ended, as it must. */
    void drain(int port) throws InterruptedException {
        try (var decider = new Travellers(List.of(busy(port, Journeys::approve)))) {
            var rest = new RestClient(port, ServerProcess.KEY);
            for (var promise : promised.entrySet()) {
                Json.Obj answer = awaitEnd(rest, promise.getKey());
                if (answer.write().contains("TOO_MANY_RECOVERIES")) {
                    // It, or the run that it called, was there each time when the server died, and is parked: somebody
                    // replays it.
                    Json.Obj again = rest.post("/runs/" + promise.getKey() + "/replay", Json.EMPTY_OBJECT)
                            .expect(202);
                    answer = awaitEnd(rest, String.valueOf(again.text("runId")));
                }
                String end = String.valueOf(answer.text("status"));
                String run = "run " + promise.getKey() + ": " + answer;
                assertTrue(List.of(promise.getValue().split(" or ")).contains(end), run);
            }
        }
    }

    private static Json.Obj awaitEnd(RestClient rest, String run) {
        Json.Obj answer = rest.get("/runs/" + run).expect(200);
        long until = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!ENDS.contains(answer.text("status")) && System.nanoTime() < until) {
            answer = rest.get("/runs/" + run + "?wait=5").expect(200);
        }
        return answer;
    }
}
