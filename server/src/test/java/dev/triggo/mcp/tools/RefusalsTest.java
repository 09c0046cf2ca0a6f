package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Is there a code that one door or both never show? Beside {@link BothDoorsTest}'s table, which is held to this. */
@Timeout(60)
class RefusalsTest {
    /** Compared by tests of their own, here and in BothDoorsTest: they take another key, tier or moment. */
    private static final Set<String> TESTED_APART =
            Set.of("FORBIDDEN", "UNAUTHORIZED", "RATE_LIMIT_EXCEEDED", "RUN_QUOTA_EXCEEDED", "OVERLOADED");

    /** Codes that do not occur on both doors, with the reason. One that comes to do so belongs into the table. */
    private static final Map<String, String> NOT_ON_BOTH = Map.ofEntries(
            Map.entry("CONNECTION_IN_USE", "connections are kept by the command line and by people: ConnectionsTest"),
            Map.entry("KEY_QUOTA_EXCEEDED", "keys are made by the command line and by people: PeopleTest"),
            Map.entry("RUN_NOT_REPLAYABLE", "a tool to replay is not in the contract: ReplaysTest"),
            Map.entry("RUN_NOT_CANCELLABLE", "a tool to cancel is not in the contract: a caller cancels the request"),
            Map.entry(
                    "APPROVAL_NOT_PENDING",
                    "needs a run that waits: ApprovalDoorsTest and LongJourneysTest have one, on each door"),
            Map.entry("METHOD_NOT_ALLOWED", "about HTTP, before any route: HttpServerTest"),
            Map.entry("NOT_ACCEPTABLE", "about HTTP: each door takes other types"),
            Map.entry("PAYLOAD_TOO_LARGE", "about HTTP: the body is not read, so there is no tool yet"),
            Map.entry("URI_TOO_LONG", "about HTTP, before any route"),
            Map.entry("UNSUPPORTED_MEDIA_TYPE", "about HTTP: each door takes other types"),
            Map.entry("MISDIRECTED_REQUEST", "about HTTP, before any route"),
            Map.entry("HEADERS_TOO_LARGE", "about HTTP, before any route"),
            Map.entry("INTERNAL_SERVER_ERROR", "a fault of ours that we knew of would be mended"));

    @Test
    void everyCodeIsInTheTableOrSaysWhyNot() {
        var told = new TreeSet<>(TESTED_APART);
        BothDoorsTest.refusals().forEach(row -> told.add(row.code()));
        Set<String> both = new TreeSet<>(told);
        both.retainAll(NOT_ON_BOTH.keySet());
        assertEquals(Set.of(), both, "in the table, and said not to be");
        told.addAll(NOT_ON_BOTH.keySet());
        Set<String> all =
                Arrays.stream(ProblemCode.values()).map(Enum::name).collect(Collectors.toCollection(TreeSet::new));
        assertEquals(all, told);
    }

    /** A server that stops accepts nothing, and says so alike. */
    @Test
    void overloadedIsSaidAlike(@TempDir Path folder) throws Exception {
        var asked = new CountDownLatch(1);
        var answer = new CountDownLatch(1);
        HttpServer upstream = upstream(asked, answer);
        String address = "127.0.0.1:" + upstream.getAddress().getPort();
        var server = RunningServer.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", address));
        try {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Samples.publish(rest, "slow", Samples.calling("http://" + address + "/"));
            rest.post("/actions/slow/run", Json.EMPTY_OBJECT).expect(202);
            assertTrue(asked.await(20, TimeUnit.SECONDS));
            Row row = Row.post("OVERLOADED", "/actions/slow/run", "{}", "run_action", "{\"slug\":\"slow\"}");

            // A thread of its own: the client completes its answers in the pool that all share.
            Thread stopping = Thread.ofPlatform().start(server::close);
            RestClient.Answer expected = row.overRest(rest);
            while (expected.status() == 202) {
                expected = row.overRest(rest);
            }
            assertEquals(503, expected.status());
            assertEquals(row.code(), expected.body().text("code"));
            assertFalse(expected.header("retry-after").isEmpty());
            var bodies = new TreeMap<Era, Json>();
            for (Era era : Era.values()) {
                Json.Obj result = row.overMcp(new McpClient(server.port(), "/mcp", RunningServer.KEY, era))
                        .result();
                assertEquals(Json.of(true), result.get("isError"));
                bodies.put(era, ((Json.Obj) result.get("structuredContent")).without("requestId"));
            }
            Json told = expected.body().without("requestId");
            assertEquals(Map.of(Era.LEGACY, told, Era.MODERN, told), bodies);
            answer.countDown();
            stopping.join();
        } finally {
            answer.countDown();
            server.close();
            upstream.stop(0);
        }
    }

    /** Says when it is asked, and answers when it is let. */
    private static HttpServer upstream(CountDownLatch asked, CountDownLatch answer) throws IOException {
        HttpServer upstream = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        upstream.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        upstream.createContext("/", exchange -> {
            asked.countDown();
            try {
                answer.await();
                exchange.sendResponseHeaders(200, -1);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
            exchange.close();
        });
        upstream.start();
        return upstream;
    }
}
