package dev.triggo.app;

import dev.triggo.access.NewKey;
import dev.triggo.access.Scope;
import dev.triggo.cli.EventLine;
import dev.triggo.cli.LocalStore;
import dev.triggo.cli.RemoteServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;

/**
 * The first minute with Triggo: an example workflow is published and called over both doors, as any caller would, and
 * what to paste into an agent's settings is printed. Everything it makes is kept and found again by the next start.
 */
final class Quickstart {
    private static final String SLUG = "qualify-lead";
    private static final String NAME = "Qualify lead";
    private static final String EXAMPLE_ADDRESS = "http://127.0.0.1:8090";
    private static final PersonId OPERATOR = new PersonId("operator");

    private final PrintStream out;
    private final String address;
    private final String key;

    Quickstart(PrintStream out, String address, String key) {
        this.out = out;
        this.address = address;
        this.key = key;
    }

    /** The key that it calls with, made once and kept readable by the owner alone so that the next start can show it again. */
    static String key(Settings settings) {
        Path file = settings.dataDir().resolve("quickstart-key");
        try (LocalStore store = LocalData.open(settings)) {
            if (Files.exists(file)) {
                String secret = Files.readString(file).strip();
                boolean active = store.keys().list(store.workspace().id()).stream()
                        .anyMatch(key -> key.revokedAt() == null && secret.startsWith(key.prefix()));
                if (active) {
                    return secret;
                }
            }
            var asked = new NewKey(
                    "Quickstart",
                    Arrays.stream(Scope.values()).map(Scope::wireName).toList(),
                    OPERATOR,
                    null,
                    null);
            String secret = store.keys()
                    .create(store.workspace().id(), asked, store.caps(), store.keyChange("key.created"))
                    .secret();
            Files.deleteIfExists(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, secret);
            return secret;
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the quickstart's key cannot be kept in " + settings.dataDir());
        }
    }

    void run() throws InterruptedException {
        try (var server = new RemoteServer(address, key)) {
            publish(server);
            Json input = Json.object().put("email", "ada@example.com").build();
            Json.Obj run = server.post(
                    "/actions/" + SLUG + "/run",
                    Json.object().put("input", input).put("wait", 30).build());
            say("Called over REST:", run.fields().getOrDefault("output", run).write());
            say("Called over MCP:", callOverMcp(server, input).write());
            out.println();
            out.println("The journal of the first run (" + run.text("runId") + "):");
            Json.Obj page = server.get("/runs/" + run.text("runId") + "/events");
            for (Json event : ((Json.Arr) page.fields().getOrDefault("events", Json.EMPTY_ARRAY)).items()) {
                String line = EventLine.of((Json.Obj) event);
                out.println("  " + (line.length() > 150 ? line.substring(0, 150) + "…" : line));
            }
        }
        out.println();
        out.println(ClientSettings.text(address, key, SLUG));
    }

    private void say(String what, String result) {
        out.printf("%-20s %s%n", what, result);
    }

    private void publish(RemoteServer server) throws InterruptedException {
        String definition = definition();
        Json.Obj found = server.get("/workflows?limit=100");
        String id = null;
        for (Json json : ((Json.Arr) found.fields().getOrDefault("workflows", Json.EMPTY_ARRAY)).items()) {
            if (SLUG.equals(((Json.Obj) json).text("slug"))) {
                id = ((Json.Obj) json).text("id");
            }
        }
        var body = Json.object().put("definition", definition);
        if (id == null) {
            body.put("name", NAME).put("description", "Looks a person up and says whether the lead is worth a call.");
            id = server.post("/workflows", body.build()).text("id");
        } else {
            // The server may have another port today, which the example's call must go to.
            var unused = server.put("/workflows/" + id, body.build());
        }
        Json.Obj deployed = server.post(
                "/workflows/" + id + "/deploy", Json.object().put("slug", SLUG).build());
        say("Published:", SLUG + ", version " + deployed.get("version"));
    }

    private String definition() {
        try (InputStream file = Quickstart.class.getResourceAsStream("/examples/" + SLUG + ".yaml")) {
            if (file == null) {
                throw new IllegalStateException("the example is not in this build");
            }
            return new String(file.readAllBytes(), StandardCharsets.UTF_8).replace(EXAMPLE_ADDRESS, address);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static Json callOverMcp(RemoteServer server, Json input) throws InterruptedException {
        Json.Obj call = Json.object()
                .put("jsonrpc", "2.0")
                .put("id", 1)
                .put("method", "tools/call")
                .put(
                        "params",
                        Json.object()
                                .put("name", "run_action")
                                .put(
                                        "arguments",
                                        Json.object()
                                                .put("slug", SLUG)
                                                .put("input", input)
                                                .put("wait", 30)
                                                .build())
                                .build())
                .build();
        Json.Obj answer = server.send("POST", "/mcp", call);
        for (String field : List.of("result", "structuredContent", "output")) {
            if (!(answer.get(field) instanceof Json.Obj inner)) {
                break;
            }
            answer = inner;
        }
        return answer;
    }
}
