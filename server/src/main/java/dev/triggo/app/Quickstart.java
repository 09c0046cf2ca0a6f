package dev.triggo.app;

import dev.triggo.access.NewKey;
import dev.triggo.access.Scope;
import dev.triggo.cli.Command;
import dev.triggo.cli.EventLine;
import dev.triggo.cli.LocalStore;
import dev.triggo.cli.RemoteServer;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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
    private final Path note;

    /** @param data the folder where it notes what it has published */
    Quickstart(PrintStream out, String address, String key, Path data) {
        this.out = out;
        this.address = address;
        this.key = key;
        this.note = data.resolve("quickstart-workflow");
    }

    /**
     * The key that it calls with, made once and kept readable by the owner alone so that the next start can show it again.
     * Null, and said, where the workspace may not have one more.
     */
    static @Nullable String key(Settings settings, PrintStream out) {
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
        } catch (Problem refused) {
            out.println("The example is left out, for it needs a key of its own. " + refused.sentence());
            return null;
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the quickstart's key cannot be kept in " + settings.dataDir());
        }
    }

    /** Shows it. What the server refuses, because somebody has changed the example since, is said, and ends nothing. */
    void run() throws InterruptedException {
        try (var server = new RemoteServer(address, key)) {
            call(server);
        } catch (Command.Failed | UncheckedIOException refused) {
            out.println("The example did not run: " + refused.getMessage());
        }
        out.println();
        out.println(ClientSettings.text(address, key, SLUG));
    }

    private void call(RemoteServer server) throws InterruptedException {
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

    private void say(String what, String result) {
        out.printf("%-20s %s%n", what, result);
    }

    /**
     * Publishes the example once. What an earlier start has made stays, for it may have been changed; only where nobody
     * has changed it, it follows the server to another port.
     */
    private void publish(RemoteServer server) throws InterruptedException {
        Json.Obj made = made();
        Json.Obj there = made.fields().isEmpty() ? null : server.find("/workflows/" + made.text("workflow"));
        var body = Json.object().put("definition", definition());
        String id = made.text("workflow");
        if (there == null && server.find("/actions/" + SLUG) == null) {
            body.put("name", NAME).put("description", "Looks a person up and says whether the lead is worth a call.");
            id = server.post("/workflows", body.build()).text("id");
        } else if (there != null && isUntouched(there, made) && !address.equals(made.text("address"))) {
            var unused = server.put("/workflows/" + id, body.build());
        } else {
            say("Published:", SLUG + ", by an earlier start");
            return;
        }
        Json.Obj deployed = server.post(
                "/workflows/" + id + "/deploy", Json.object().put("slug", SLUG).build());
        remember(
                String.valueOf(id),
                Objects.requireNonNull(server.get("/workflows/" + id).get("revision")));
        say("Published:", SLUG + ", version " + deployed.get("version"));
    }

    private static boolean isUntouched(Json.Obj workflow, Json.Obj made) {
        return String.valueOf(workflow.text("status")).startsWith("active")
                && Objects.equals(workflow.get("revision"), made.get("revision"));
    }

    /** {@code {workflow, revision, address}} as they were when it was published; empty when it was not. */
    private Json.Obj made() {
        try {
            return Files.exists(note) && Json.parse(Files.readAllBytes(note)) instanceof Json.Obj found
                    ? found
                    : Json.EMPTY_OBJECT;
        } catch (Problem damaged) {
            // As if there were none: what is published under the slug stays as it is.
            return Json.EMPTY_OBJECT;
        } catch (IOException fault) {
            throw new UncheckedIOException("its note in the data folder cannot be read", fault);
        }
    }

    private void remember(String workflow, Json revision) {
        Json made = Json.object()
                .put("workflow", workflow)
                .put("revision", revision)
                .put("address", address)
                .build();
        try {
            Files.writeString(note, made.write());
        } catch (IOException fault) {
            throw new UncheckedIOException("its note in the data folder cannot be written", fault);
        }
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
