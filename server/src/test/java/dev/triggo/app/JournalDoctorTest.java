package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.cli.Cli;
import dev.triggo.cli.Terminal;
import dev.triggo.kernel.Json;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.testing.RestClient;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalDoctorTest {
    @TempDir
    Path data;

    private record Said(int code, String text) {}

    private Said doctor(String... words) throws InterruptedException {
        var out = new ByteArrayOutputStream();
        var print = new PrintStream(out, true, StandardCharsets.UTF_8);
        Map<String, String> environment = Map.of("TRIGGO_DATA_DIR", data.toString());
        var line = new ArrayList<>(List.of("doctor"));
        line.addAll(List.of(words));
        int code = new Cli(
                        environment,
                        () -> LocalData.open(Settings.read(environment)),
                        new Doctor(environment),
                        Clock.systemUTC(),
                        new Terminal(print, print))
                .run(line);
        return new Said(code, out.toString(StandardCharsets.UTF_8));
    }

    private String aRun() {
        try (var server = RunningServer.start(data, Map.of())) {
            var rest = new RestClient(server.port(), RunningServer.KEY);
            Json definition = Json.parse("""
                    {"nodes": [{"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                               {"id": "return_output", "type": "return_output", "config": {"output": {"ok": true}}}],
                     "edges": [{"id": "e1", "source": "action_input", "target": "return_output"}]}""");
            Json.Obj made = rest.post(
                            "/workflows",
                            Json.object()
                                    .put("name", "ok")
                                    .put("definition", definition)
                                    .build())
                    .expect(201);
            rest.post("/workflows/" + made.text("id") + "/deploy", Json.EMPTY_OBJECT)
                    .expect(200);
            return String.valueOf(
                    rest.post("/actions/ok/run", Json.object().put("wait", 30).build())
                            .expect(200)
                            .text("runId"));
        }
    }

    @Test
    void saysWhichRunWasChangedAndEndsSo() throws Exception {
        assertEquals(0, doctor("--journal").code(), "before the first start");
        String run = aRun();
        Said well = doctor("--journal");
        assertEquals(0, well.code(), well.text());
        assertTrue(well.text().contains("1 runs with 7 events are whole"), well.text());
        assertTrue(well.text().contains("1 signed lines"), well.text());
        try (var database = Database.open(new StoreSettings(data, null))) {
            var unused = database.write(tx -> {
                tx.update("DROP TRIGGER journal_commits_no_update");
                return tx.update("UPDATE journal_commits SET events = REPLACE(events, '\"ok\":true', '\"ok\":null')");
            });
        }
        Said changed = doctor("--journal");
        assertEquals(1, changed.code());
        assertTrue(changed.text().contains("run " + run + ", event 1: events 1 to 7"), changed.text());
        Said json = doctor("--journal", "--json");
        assertEquals(1, json.code());
        assertTrue(
                Json.parse(json.text().lines().findFirst().orElseThrow()) instanceof Json.Obj said
                        && said.get("findings") instanceof Json.Arr findings
                        && ((Json.Obj) findings.items().getFirst()).get("good") == Json.Bool.FALSE,
                json.text());
        assertEquals(2, doctor("--journals").code());
    }

    @Test
    void withoutTheKeyTheSignaturesAreNotTakenForGood() throws Exception {
        String run = aRun();
        Files.move(data.resolve("encryption-key"), data.resolve("elsewhere"));
        Said said = doctor("--journal");
        assertEquals(1, said.code(), run);
        assertTrue(said.text().contains("ENCRYPTION_KEY"), said.text());
        assertTrue(!Files.exists(data.resolve("encryption-key")), "looking must not make a key");
    }
}
