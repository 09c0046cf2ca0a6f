package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.testing.Chain;
import dev.triggo.testing.HeldService;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose disk is full for a while, or that may open no more files: it refuses, loses nothing, and goes on. */
@Timeout(120)
class LimitsOfTheMachineTest {
    private static final long SOON_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    Path folder;

    private HeldService upstream;
    private ServerProcess server;
    private RestClient rest;

    @BeforeEach
    void start() throws IOException {
        upstream = new HeldService();
        server =
                ServerProcess.start(folder, Map.of("TRIGGO_EGRESS_ALLOW", upstream.host(), "TRIGGO_REQUEST_LOG", "on"));
        rest = new RestClient(server.port(), ServerProcess.KEY);
        Chain.publish(rest, "held", upstream.call("first", "/held", "{}"), upstream.call("second", "/second", "{}"));
    }

    @AfterEach
    void stop() {
        upstream.release();
        server.close();
        upstream.close();
    }

    private void limit(String what, String most) throws Exception {
        Process prlimit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(server.pid()), "--" + what + "=" + most + ":")
                .inheritIO()
                .start();
        assertEquals(0, prlimit.waitFor());
    }

    private String begin(String key) {
        return Chain.begin(rest, "held", "Idempotency-Key", key);
    }

    private void assertSucceeds(String run) {
        Json.Obj end = rest.get("/runs/" + run + "?wait=40").expect(200);
        assertEquals("succeeded", end.text("status"), end::write);
    }

    private void awaitAccepted(String key) {
        long since = System.nanoTime();
        while (rest.post("/actions/held/run", Json.EMPTY_OBJECT, "Idempotency-Key", key)
                        .status()
                != 202) {
            assertTrue(System.nanoTime() - since < SOON_NANOS, "it takes nothing any more");
        }
    }

    /** Neither the store nor the log can grow. */
    @Test
    void aFullDiskIsSaidAndNothingIsHalfDone() throws Exception {
        String run = begin("before");
        assertTrue(upstream.awaitHeld(1));
        limit("fsize", "1");
        upstream.release();
        for (int i = 0; i < 20; i++) {
            RestClient.Answer refused =
                    rest.post("/actions/held/run", Json.EMPTY_OBJECT, "Idempotency-Key", "full-" + i);
            assertEquals(503, refused.status(), refused.body()::write);
            assertEquals("OVERLOADED", refused.body().text("code"));
            assertFalse(refused.header("retry-after").isEmpty());
            assertEquals("running", rest.get("/runs/" + run).expect(200).text("status"));
        }
        assertEquals(
                503, rest.post("/workflows", Json.parse("{\"name\": \"x\"}")).status());
        assertEquals(
                1,
                ((Json.Arr) rest.get("/runs").expect(200).get("runs")).items().size());
        assertEquals(200, rest.getFromRoot("/healthz").status());
        assertEquals(0, upstream.calls("/second", run), "a step was begun whose beginning is not recorded");

        limit("fsize", "unlimited");
        awaitAccepted("full-0");
        assertSucceeds(run);
        String refusedOnce = begin("full-0");
        String after = begin("after");
        assertSucceeds(refusedOnce);
        assertSucceeds(after);
        assertEquals(
                3,
                ((Json.Arr) rest.get("/runs").expect(200).get("runs")).items().size());
        for (String each : List.of(run, refusedOnce, after)) {
            assertEquals(1, upstream.calls("/second", each));
        }
    }

    @Test
    void withoutFileHandlesItTakesNoMoreAndRecovers() throws Exception {
        upstream.release();
        assertSucceeds(begin("before"));
        long open;
        try (var handles = Files.list(Path.of("/proc/" + server.pid() + "/fd"))) {
            open = handles.count();
        }
        limit("nofile", Long.toString(open + 10));
        var idle = new ArrayList<Socket>();
        try {
            for (int i = 0; i < 60; i++) {
                var socket = new Socket();
                idle.add(socket);
                socket.connect(new InetSocketAddress("127.0.0.1", server.port()), 2_000);
            }
            // Whoever has a connection is answered: with a run, or with a refusal, and never with our fault.
            var told = new ArrayList<Integer>();
            for (int i = 0; i < 5; i++) {
                int status = statusOrNone("crowded-" + i);
                assertTrue(List.of(0, 202, 503).contains(status), () -> "it answers " + status);
                told.add(status);
                // This one has its connection from before, so an answer there must be.
                RestClient.Answer kept =
                        rest.post("/actions/held/run", Json.EMPTY_OBJECT, "Idempotency-Key", "kept-" + i);
                assertTrue(List.of(202, 503).contains(kept.status()), kept.body()::write);
            }
            assertTrue(told.stream().anyMatch(status -> status != 202), () -> "the limit is not felt: " + told);
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
        limit("nofile", "4096");
        long since = System.nanoTime();
        while (statusOrNone("after") != 202) {
            assertTrue(System.nanoTime() - since < SOON_NANOS, "it takes nothing any more");
        }
        rest = new RestClient(server.port(), ServerProcess.KEY);
        assertSucceeds(begin("after"));
        for (Json run : ((Json.Arr) rest.get("/runs?limit=100").expect(200).get("runs")).items()) {
            String id = String.valueOf(((Json.Obj) run).text("runId"));
            Json.Obj end = rest.get("/runs/" + id + "?wait=40").expect(200);
            assertFalse("INTERNAL_FAULT".equals(code(end)) || "NODE_FAULT".equals(code(end)), end::write);
        }
    }

    private static String code(Json.Obj run) {
        return run.get("error") instanceof Json.Obj error ? String.valueOf(error.text("code")) : "";
    }

    /** 0 when there was no connection to be had, or no answer. */
    private int statusOrNone(String key) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress("127.0.0.1", server.port()), 2_000);
            socket.setSoTimeout(2_000);
            String request =
                    "POST /api/v1/runtime/actions/held/run HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer "
                            + ServerProcess.KEY + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
                            + "Idempotency-Key: " + key + "\r\nConnection: close\r\n\r\n{}";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return answer.isEmpty() ? 0 : Integer.parseInt(answer.substring(9, 12));
        } catch (IOException none) {
            return 0;
        }
    }
}
