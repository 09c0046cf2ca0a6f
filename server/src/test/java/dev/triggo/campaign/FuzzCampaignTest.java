package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Bad requests by chance, at each door and on each store: each is refused with a proper error within 5 s, none is answered with 5xx, none
 * learns of the server's insides, and the memory that they take is given back.
 */
@Tag("campaign")
@Timeout(1800)
class FuzzCampaignTest {
    private static final int CALLERS = 4;
    private static final int FAULTS_SHOWN = 20;
    private static final long HEAP_GROWTH = 64L << 20;

    @TempDir
    Path folder;

    private RunningServer server;
    private final Samples samples = new Samples();

    private void start(TestDatabase.Kind kind) {
        var settings = new HashMap<>(Map.of("TRIGGO_TIER_BUSINESS", "requests=10000000,keys=unlimited,runs=unlimited"));
        if (kind == TestDatabase.Kind.POSTGRES) {
            settings.put("DATABASE_URL", TestDatabase.freshPostgresUrl());
            settings.put("ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        }
        server = RunningServer.start(folder, settings);
        var rest = new RestClient(server.port(), RunningServer.KEY);
        Json.Obj workflow = rest.post("/workflows", Samples.echo()).expect(201);
        rest.post(
                        "/workflows/" + workflow.text("id") + "/deploy",
                        Json.object().put("slug", Samples.ECHO).build())
                .expect(200);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @EnumSource
    void restRefusesWhatIsBadAndTellsNothing(TestDatabase.Kind kind) throws Exception {
        start(kind);
        var door = new RestRequests.Door("/api/v1/runtime", RawRequest.headers(server.port()), Set.of());
        var requests = new RestRequests((Json.Obj) get("/openapi.json"), samples, door);
        assertTrue(requests.size() > 10, "only " + requests.size() + " operations are known");
        campaign("REST", requests, AnswerRules::rest);
    }

    @ParameterizedTest
    @EnumSource
    void thePageRefusesWhatIsBadAndTellsNothing(TestDatabase.Kind kind) throws Exception {
        start(kind);
        var owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post("/setup", (Json.Obj) Json.parse("""
                        {"token": "%s", "email": "ada@example.com", "name": "Ada", "password": "nobody guesses this one"}
                        """.formatted(token))).expect(201);
        Map<String, String> headers = RawRequest.headers(server.port());
        headers.remove("authorization");
        headers.put("cookie", "__Host-triggo=" + owner.cookie());
        headers.put(
                "x-csrf-token", String.valueOf(owner.get("/session").expect(200).text("csrfToken")));
        // The session must outlive the campaign.
        var door = new RestRequests.Door("/api/v1/app", headers, Set.of("POST /api/v1/app/sign-out"));
        var document = (Json.Obj) Json.parse(Files.readString(Path.of("..", "docs", "openapi", "app.json")));
        var requests = new RestRequests(document, samples, door);
        assertTrue(requests.size() > 60, "only " + requests.size() + " operations are known");
        campaign("the page", requests, AnswerRules::page);
        owner.get("/session").expect(200);
    }

    @ParameterizedTest
    @EnumSource
    void mcpRefusesWhatIsBadAndTellsNothing(TestDatabase.Kind kind) throws Exception {
        start(kind);
        Json listed = call("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}".getBytes(StandardCharsets.UTF_8));
        var tools = (Json.Arr)
                ((Json.Obj) ((Json.Obj) listed).fields().get("result")).fields().get("tools");
        var requests = new McpRequests(tools, samples, server.port());
        assertTrue(requests.size() > 10, "only " + requests.size() + " tools are known");
        campaign("MCP", requests, AnswerRules::mcp);
    }

    private void campaign(
            String door, Requests requests, BiFunction<RawRequest, RawConnection.Answer, @Nullable String> rules)
            throws Exception {
        int bad = Scale.of(2_000, 100_000);
        long began = System.nanoTime();
        var only = Long.getLong("campaign.seed");
        var run = new Run(requests, rules, only == null ? 0 : only);
        if (only == null) {
            run.until(bad / 2);
            long half = heap();
            run.until(bad);
            long growth = heap() - half;
            assertTrue(growth < HEAP_GROWTH, door + ": the heap grew by " + (growth >> 20) + " MiB");
        } else {
            run.one(only);
        }
        assertEquals(List.of(), List.copyOf(run.faults), door + ": give -Dcampaign.seed=N to repeat one");
        System.out.printf(
                "fuzz campaign on %s: %d requests, %d refused, %d s, 0 faults%n",
                door, run.sent.get(), run.refused.get(), (System.nanoTime() - began) / 1_000_000_000);
        assertTrue(
                only != null || run.sent.get() - run.refused.get() > run.sent.get() / 20,
                door + ": hardly a request was good");
    }

    /** Callers at work; every request follows from its seed and the ids that were seen before it. */
    private final class Run {
        private final Requests requests;
        private final BiFunction<RawRequest, RawConnection.Answer, @Nullable String> rules;
        private final AtomicLong seeds;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger refused = new AtomicInteger();
        private final Queue<String> faults = new ConcurrentLinkedQueue<>();

        Run(Requests requests, BiFunction<RawRequest, RawConnection.Answer, @Nullable String> rules, long firstSeed) {
            this.requests = requests;
            this.rules = rules;
            this.seeds = new AtomicLong(firstSeed);
        }

        void until(int bad) throws InterruptedException {
            var callers = new ArrayList<Thread>();
            for (int i = 0; i < CALLERS; i++) {
                callers.add(Thread.ofPlatform().start(() -> {
                    try (var connection = new RawConnection(server.port())) {
                        while (refused.get() < bad && faults.size() < FAULTS_SHOWN) {
                            send(connection, seeds.getAndIncrement());
                        }
                    }
                }));
            }
            for (Thread caller : callers) {
                caller.join();
            }
        }

        void one(long seed) {
            try (var connection = new RawConnection(server.port())) {
                send(connection, seed);
            }
        }

        private void send(RawConnection connection, long seed) {
            RawRequest request = null;
            try {
                request = requests.next(new Random(seed * 0x9E3779B97F4A7C15L));
                long began = System.nanoTime();
                RawConnection.Answer answer = connection.send(request);
                long took = (System.nanoTime() - began) / 1_000_000;
                sent.incrementAndGet();
                if (AnswerRules.refused(answer)) {
                    refused.incrementAndGet();
                } else {
                    learn(answer);
                }
                String fault = Scale.isWhole() && took > 5_000
                        ? "answered after " + took + " ms"
                        : rules.apply(request, answer);
                if (fault != null) {
                    faults.add(line(seed, fault, request) + " -> " + answer.status() + " " + shortened(answer.text()));
                }
            } catch (IOException | RuntimeException broken) {
                connection.close();
                faults.add(line(seed, broken.toString(), request));
            }
        }

        private static String line(long seed, String fault, @Nullable RawRequest request) {
            return "seed " + seed + ": " + fault + "; " + (request == null ? "" : shortened(request.text()));
        }
    }

    private void learn(RawConnection.Answer answer) {
        // An answer to HEAD is without its body.
        if (!AnswerRules.isJson(answer)
                || answer.body().length == 0
                || !(Json.parse(answer.body()) instanceof Json.Obj body)) {
            return;
        }
        boolean mcp = body.get("result") instanceof Json.Obj;
        Json shown = mcp ? ((Json.Obj) body.fields().get("result")).get("structuredContent") : body;
        if (shown instanceof Json.Obj object) {
            samples.learn(object);
        }
    }

    private static String shortened(String text) {
        String line = Json.of(text.length() > 900 ? text.substring(0, 900) + "..." : text)
                .write();
        return line.replace(RunningServer.KEY, "KEY");
    }

    private static long heap() {
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** Every text of the public suite as a value of the input: what one door takes, the other takes. */
    @Test
    void bothDoorsAgreeOnThePublicJsonTestSuite() throws Exception {
        start(TestDatabase.Kind.SQLITE);
        Path suite = Path.of("..", "..", "shared", "json-test-suite");
        assumeTrue(Files.isDirectory(suite), "skipped: the JSON test suite does not lie beside this checkout");
        var differing = new ArrayList<String>();
        var accepted = new ArrayList<String>();
        int seen = 0;
        try (var files = Files.list(suite)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith(".json")).sorted().toList()) {
                seen++;
                byte[] text = Files.readAllBytes(file);
                boolean byRest =
                        accepts("/api/v1/runtime/actions/" + Samples.ECHO + "/run", "{\"input\":{\"v\":", text, "}}");
                boolean byMcp = accepts(
                        "/mcp",
                        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run_action\","
                                + "\"arguments\":{\"slug\":\"" + Samples.ECHO + "\",\"input\":{\"v\":",
                        text,
                        "}}}}");
                if (byRest != byMcp) {
                    differing.add(file.getFileName() + (byRest ? ": only REST takes it" : ": only MCP takes it"));
                }
                if (byRest) {
                    accepted.add(file.getFileName().toString());
                }
            }
        }
        assertEquals(List.of(), differing);
        assertTrue(accepted.stream().noneMatch(name -> name.startsWith("n_")), () -> "accepted: " + accepted);
        assertTrue(accepted.size() > 80 && seen > 300, accepted.size() + " of " + seen + " files were accepted");
    }

    private boolean accepts(String path, String before, byte[] text, String after) throws IOException {
        var body = new ByteArrayOutputStream();
        body.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        body.writeBytes(text);
        body.writeBytes(after.getBytes(StandardCharsets.UTF_8));
        RawRequest request = RawRequest.of("POST", path, RawRequest.headers(server.port()), body.toByteArray());
        try (var connection = new RawConnection(server.port())) {
            RawConnection.Answer answer = connection.send(request);
            assertEquals(
                    null,
                    path.equals("/mcp") ? AnswerRules.mcp(request, answer) : AnswerRules.rest(request, answer),
                    () -> shortened(request.text()));
            return !AnswerRules.refused(answer);
        }
    }

    private Json get(String path) throws IOException {
        return exchange(RawRequest.of("GET", path, RawRequest.headers(server.port()), new byte[0]));
    }

    private Json call(byte[] message) throws IOException {
        return exchange(RawRequest.of("POST", "/mcp", RawRequest.headers(server.port()), message));
    }

    private Json exchange(RawRequest request) throws IOException {
        try (var connection = new RawConnection(server.port())) {
            return Json.parse(connection.send(request).body());
        }
    }
}
