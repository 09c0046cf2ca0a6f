package dev.triggo.runs;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Graph;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.Journal;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.redaction.Redaction;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestDatabase;
import dev.triggo.workflow.Validation;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Runs on a real store with the real node kinds and a real upstream that the test steers. */
final class RunsWorld implements AutoCloseable {
    static final WorkspaceId WORKSPACE = new WorkspaceId("w1");
    static final Duration LONG = Duration.ofSeconds(90);

    private final TestDatabase test;
    private final HttpServer upstream;
    private final Egress egress;
    private final NodeKinds kinds;
    private final Map<String, Graph> graphs = new ConcurrentHashMap<>();
    final Map<String, String> definitions = new ConcurrentHashMap<>();
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Map<String, String> authorizations = new ConcurrentHashMap<>();
    private final Map<String, Integer> failuresLeft = new ConcurrentHashMap<>();
    private final CountDownLatch release = new CountDownLatch(1);
    /** Nothing follows from the end of a run. */
    static final Endings NO_ENDINGS = new Endings() {
        @Override
        public void ending(Transaction tx, Ending run) {}

        @Override
        public void ended(Ending run) {}
    };

    /** Why a decision may not be committed. */
    volatile Function<ApprovalDecision, Optional<Problem>> mayNotDecide = decision -> Optional.empty();

    /** Workspaces that were deleted. */
    final Set<WorkspaceId> gone = ConcurrentHashMap.newKeySet();

    final List<Ending> endings = Collections.synchronizedList(new ArrayList<>());
    final List<Ending> told = Collections.synchronizedList(new ArrayList<>());
    final RunHistory history;
    Journal journal;
    Runs runs;

    private final Sandbox sandbox = new Sandbox();

    RunsWorld(TestDatabase.Kind kind) throws IOException {
        this(TestDatabase.open(kind));
    }

    RunsWorld(TestDatabase store) throws IOException {
        test = store;
        upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
        upstream.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            calls.merge(path, 1, Integer::sum);
            exchange.getRequestBody().readAllBytes();
            if (path.startsWith("/hang")) {
                awaitRelease();
            }
            String authorization = exchange.getRequestHeaders().getFirst("authorization");
            if (authorization != null) {
                authorizations.put(path, authorization);
            }
            boolean fails = failuresLeft.merge(path, -1, Integer::sum) >= 0;
            byte[] body = answers.getOrDefault(path, "{\"ok\":true}").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(fails ? 503 : 200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.start();
        egress = new Egress(EgressSettings.of("127.0.0.1:" + port(), List.of()), HostResolver.system());
        kinds = new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, Clock.systemUTC()), sandbox);
        journal = new Journal(
                Redaction.standard(), new Sealer(new byte[32], new Ids(Clock.systemUTC(), new SecureRandom())));
        history = new RunHistory(test.database(), journal, surroundings());
        runs = fresh();
    }

    private void awaitRelease() {
        try {
            release.await(60, TimeUnit.SECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    Runs.Surroundings surroundings() {
        return new Runs.Surroundings() {
            @Override
            public Graph graph(WorkspaceId workspace, WorkflowId workflow, long version) {
                return java.util.Objects.requireNonNull(graphs.get(workflow.value()));
            }

            @Override
            public String workspaceName(WorkspaceId workspace) {
                return "Test";
            }

            @Override
            public String workflowName(WorkspaceId workspace, WorkflowId workflow, long version) {
                return "Workflow " + workflow.value();
            }

            @Override
            public boolean isGone(WorkspaceId workspace) {
                return gone.contains(workspace);
            }

            @Override
            public Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
                return mayNotDecide.apply(decision);
            }

            @Override
            public Runs.Callee callee(WorkspaceId workspace, String slug, Json input) {
                Graph graph = graphs.get(slug);
                if (graph == null) {
                    throw Problem.of(ProblemCode.ACTION_NOT_FOUND, "There is no action with this slug.");
                }
                return new Runs.Callee(new RunRequest.Target(new WorkflowId(slug), 1, slug, graph), input);
            }
        };
    }

    /** Another server on the same store, to be closed by whoever asked for it. */
    Runs second() {
        return second(Clock.systemUTC());
    }

    /** As {@link #second()}, with a clock of its own. */
    Runs second(Clock clock) {
        Runs second = fresh(clock);
        second.recover();
        return second;
    }

    private Runs fresh() {
        return fresh(Clock.systemUTC());
    }

    /** A server that has not looked at what there is to do: none of its timers runs. */
    Runs fresh(Clock clock) {
        return new Runs(
                test.database(),
                journal,
                history,
                clock,
                new Ids(clock, new SecureRandom()),
                surroundings(),
                new Endings() {
                    @Override
                    public void ending(Transaction tx, Ending run) {
                        endings.add(run);
                    }

                    @Override
                    public void ended(Ending run) {
                        told.add(run);
                    }
                });
    }

    /** As {@link #restart}, with another encryption key. */
    void restartWithAnotherKey() {
        byte[] key = new byte[32];
        key[0] = 1;
        journal = new Journal(Redaction.standard(), new Sealer(key, new Ids(Clock.systemUTC(), new SecureRandom())));
        restart();
    }

    /** As a crash would: what moved the runs is gone, and another takes them up from the journal. */
    void restart() {
        runs.close(Duration.ZERO);
        runs = fresh();
        runs.recover();
    }

    int port() {
        return upstream.getAddress().getPort();
    }

    int calls(String path) {
        return calls.getOrDefault(path, 0);
    }

    void answer(String path, String json) {
        answers.put(path, json);
    }

    /** What the upstream was authorized with at this path. */
    String authorization(String path) {
        return authorizations.get(path);
    }

    void failFirst(String path, int times) {
        failuresLeft.put(path, times);
    }

    void releaseUpstream() {
        release.countDown();
    }

    TestDatabase test() {
        return test;
    }

    /** A node that calls the upstream. */
    String call(String id, String method, String path, String options) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "%s", "url": "http://127.0.0.1:%d%s"}, "options": %s}""".formatted(id, method, port(), path, options);
    }

    /** Input, these nodes one after the other, output. */
    RunRequest chain(String name, String... nodes) {
        var all = new StringBuilder(
                "{\"id\":\"input\",\"type\":\"action_input\",\"config\":{\"inputSchema\":{\"type\":\"object\"}}}");
        var edges = new StringBuilder();
        String before = "input";
        for (String node : nodes) {
            String id = String.valueOf(((Json.Obj) Json.parse(node)).text("id"));
            all.append(',').append(node);
            edges.append("{\"id\":\"to_%2$s\",\"source\":\"%1$s\",\"target\":\"%2$s\"},".formatted(before, id));
            before = id;
        }
        all.append(
                ",{\"id\":\"output\",\"type\":\"return_output\",\"config\":{\"output\":\"{{%s}}\"}}".formatted(before));
        edges.append("{\"id\":\"last\",\"source\":\"%s\",\"target\":\"output\"}".formatted(before));
        return request(name, "{\"nodes\":[" + all + "],\"edges\":[" + edges + "]}");
    }

    RunRequest request(String name, String definition) {
        Validation verdict = Validation.of(Json.parse(definition), kinds);
        // A slow machine may need several looks at code; what was read is remembered.
        while (verdict.problems().stream().anyMatch(problem -> problem.rule().equals("code_not_read"))) {
            verdict = Validation.of(Json.parse(definition), kinds);
        }
        if (!verdict.valid()) {
            throw new IllegalArgumentException(verdict.toJson().write());
        }
        Graph graph = Graph.of(verdict.definition(), type -> java.util.Objects.requireNonNull(kinds.find(type)));
        graphs.put(name, graph);
        definitions.put(name, definition);
        return new RunRequest(
                WORKSPACE,
                new PersonId("p1"),
                "trg_test****",
                new RunRequest.Target(new WorkflowId(name), 1, name, graph),
                Json.object().put("n", 1).build(),
                Source.ACTION,
                false,
                null,
                null,
                null,
                null);
    }

    static RunRequest keyed(RunRequest request, String key, String fingerprint, Integer quota) {
        return new RunRequest(
                request.workspace(),
                request.person(),
                request.credential(),
                request.workflow(),
                request.input(),
                request.source(),
                request.dryRun(),
                request.correlationId(),
                key == null ? null : new RunRequest.Idempotency(key, fingerprint),
                quota,
                null);
    }

    static RunRequest dry(RunRequest request) {
        return new RunRequest(
                request.workspace(),
                request.person(),
                request.credential(),
                request.workflow(),
                request.input(),
                Source.DRY_RUN,
                true,
                null,
                null,
                null,
                null);
    }

    Run run(RunRequest request) throws InterruptedException {
        return runs.accept(request, LONG, null).run();
    }

    /** Waits until a run of this action has this status. */
    RunId awaitStatus(RunStatus status, String action) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (true) {
            List<Json> found = history.list(WORKSPACE, new RunHistory.Filter(action, status, null, null, null, null, 1))
                    .runs();
            if (!found.isEmpty()) {
                return new RunId(String.valueOf(((Json.Obj) found.getFirst()).text("id")));
            }
            if (System.nanoTime() > until) {
                throw new AssertionError("no run of " + action + " is " + status);
            }
            Thread.onSpinWait();
        }
    }

    /** Waits until the upstream has been called at this path. */
    void awaitCall(String path) throws InterruptedException {
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (calls(path) == 0) {
            if (System.nanoTime() > until) {
                throw new AssertionError(path + " was not called");
            }
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() {
        releaseUpstream();
        runs.close(Duration.ZERO);
        sandbox.close();
        egress.close();
        upstream.stop(0);
        test.close();
    }
}
