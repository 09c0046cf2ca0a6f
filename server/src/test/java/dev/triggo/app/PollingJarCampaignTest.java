package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.campaign.Scale;
import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.RestClient;
import dev.triggo.testing.ServerProcess;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A connector of one's own whose trigger asks its service what is new, in a server that is killed: each alarm makes one
 * run, those of the time when no server was there too. In a check it is killed between two questions; whole, also in the
 * middle of an answer with many alarms, after which its claim has to run out first.
 */
@Tag("campaign")
@Timeout(900)
class PollingJarCampaignTest {
    /** Longer than a claim and the time between two questions together. */
    private static final long PATIENCE_SECONDS = 120;

    private static final int WERE_THERE = 2;

    @TempDir
    Path folder;

    private final AtomicInteger newest = new AtomicInteger(WERE_THERE);

    /** Whenever the station was asked for alarms: after which one. */
    private final BlockingQueue<Integer> asked = new LinkedBlockingQueue<>();

    /** What runs wrote, as often as they did. */
    private final BlockingQueue<Integer> noted = new LinkedBlockingQueue<>();

    /** Alarms that a run has noted. */
    private final TreeSet<Integer> done = new TreeSet<>();

    private HttpServer station;
    private Map<String, String> settings = Map.of();

    @BeforeEach
    void open() throws IOException {
        station = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 16);
        station.createContext("/", this::answer);
        station.start();
        settings = Map.of(
                "TRIGGO_EGRESS_ALLOW",
                "127.0.0.1:" + station.getAddress().getPort(),
                "ENCRYPTION_KEY",
                "5a".repeat(32));
        StarterJar.putInto(folder);
    }

    @AfterEach
    void close() {
        station.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String said = "{}";
            if (exchange.getRequestURI().getPath().equals("/alarms")) {
                int after = Integer.parseInt(exchange.getRequestURI().getQuery().substring("after=".length()));
                var alarms = IntStream.rangeClosed(after + 1, newest.get())
                        .mapToObj(id -> Json.parse("{\"id\": " + id + "}"))
                        .toList();
                said = Json.object().put("alarms", Json.array(alarms)).build().write();
                asked.add(after);
            } else if (exchange.getRequestURI().getPath().equals("/note")) {
                said = body;
                String text = String.valueOf(((Json.Obj) Json.parse(body)).text("text"));
                noted.add(Integer.parseInt(text.substring("alarm ".length())));
            }
            byte[] bytes = said.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private void deploy(ServerProcess server) throws IOException {
        var owner = new PageClient(server.port());
        String token = Files.readString(folder.resolve("setup-token")).strip();
        owner.post("/setup", Json.parse("""
                        {"token": "%s", "email": "o@example.com", "name": "O", "password": "correct horse battery"}""".formatted(token))).expect(201);
        String connection = String.valueOf(owner.post("/connections", Json.parse("""
                        {"connector": "weather-station", "name": "roof", "fields": {"address": "http://127.0.0.1:%d", "token": "t"}}""".formatted(
                                station.getAddress().getPort())))
                .expect(201)
                .text("id"));
        Json definition = Json.parse("""
                {"nodes": [{"id": "t", "type": "trigger", "connector": "weather-station", "operation": "new_alarm",
                            "connectionId": "%1$s", "config": {}},
                           {"id": "note", "type": "connector", "connector": "weather-station", "operation": "set_note",
                            "connectionId": "%1$s", "config": {"text": "alarm {{t.id}}"}},
                           {"id": "out", "type": "return_output", "config": {"output": {"id": "{{t.id}}"}}}],
                 "edges": [{"source": "t", "target": "note"}, {"source": "note", "target": "out"}]}""".formatted(connection));
        var rest = new RestClient(server.port(), ServerProcess.KEY);
        Json draft = Json.object()
                .put("name", "alarms")
                .put("definition", definition)
                .build();
        String id = String.valueOf(rest.post("/workflows", draft).expect(201).text("id"));
        rest.post("/workflows/" + id + "/deploy", Json.EMPTY_OBJECT).expect(200);
    }

    private String listed(ServerProcess server) throws InterruptedException {
        var environment = Map.of(
                "TRIGGO_URL",
                "http://127.0.0.1:" + server.port(),
                "TRIGGO_API_KEY",
                ServerProcess.KEY,
                "TRIGGO_DATA_DIR",
                folder.toString());
        var said = new ByteArrayOutputStream();
        var out = new PrintStream(said, true, StandardCharsets.UTF_8);
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        new Terminal(out, out))
                .run(List.of("connectors", "list"));
        assertEquals(0, code, said::toString);
        return said.toString(StandardCharsets.UTF_8);
    }

    private void awaitNotes(int to) throws InterruptedException {
        var missing =
                new TreeSet<>(IntStream.rangeClosed(WERE_THERE + 1, to).boxed().toList());
        missing.removeAll(done);
        while (!missing.isEmpty()) {
            Integer one = noted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertTrue(one != null, () -> "no run came for " + missing);
            done.add(one);
            missing.remove(one);
        }
    }

    /** The alarms of all runs that there are, each of which has ended well. */
    private static List<Integer> ran(ServerProcess server) {
        var rest = new RestClient(server.port(), ServerProcess.KEY);
        var alarms = new ArrayList<Integer>();
        String cursor = "";
        do {
            Json.Obj page = rest.get("/runs?limit=100" + cursor).expect(200);
            for (Json one : ((Json.Arr) page.get("runs")).items()) {
                Json.Obj run = rest.get("/runs/" + ((Json.Obj) one).text("id") + "?wait=60")
                        .expect(200);
                assertEquals("succeeded", run.text("status"), run::write);
                alarms.add(Integer.parseInt(
                        ((Json.Obj) run.get("output")).get("id").write()));
            }
            cursor = page.text("nextCursor") == null ? "" : "&cursor=" + page.text("nextCursor");
        } while (!cursor.isEmpty());
        return alarms.stream().sorted().toList();
    }

    private void eachRanOnce(ServerProcess server) {
        assertEquals(IntStream.rangeClosed(WERE_THERE + 1, newest.get()).boxed().toList(), ran(server));
    }

    @Test
    void eachAlarmMakesOneRunThoughTheServerIsKilled() throws Exception {
        ServerProcess server = ServerProcess.start(folder, settings);
        try {
            deploy(server);
            String listed = listed(server);
            assertTrue(
                    listed.matches("(?s).*\\nweather-station +Weather station +custom +1 +2 +weather\\.jar\\s*\\n.*"),
                    listed);
            assertEquals(0, asked.poll(PATIENCE_SECONDS, TimeUnit.SECONDS), "the first answer is where it begins");
            newest.addAndGet(3);
            awaitNotes(newest.get());
            eachRanOnce(server);
            server.kill();
            newest.addAndGet(3);
            server = ServerProcess.start(folder, settings);
            awaitNotes(newest.get());
            eachRanOnce(server);
            for (int round = 0; round < Scale.of(0, 3); round++) {
                newest.addAndGet(60);
                Integer first = noted.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
                assertTrue(first != null, "no run came");
                done.add(first);
                server.kill();
                server = ServerProcess.start(folder, settings);
                awaitNotes(newest.get());
                eachRanOnce(server);
            }
        } finally {
            server.close();
        }
    }
}
