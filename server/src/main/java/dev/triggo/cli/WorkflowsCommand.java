package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code triggo workflows}: workflows of a server. */
final class WorkflowsCommand implements Command {
    private final Map<String, String> environment;

    WorkflowsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "workflows";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "workflows list                                 the workflows of the server",
                "workflows import FILE [--name TEXT]            a workflow from a JSON or YAML definition",
                "workflows export ID                            its definition, as JSON",
                "workflows deploy ID [--slug SLUG] [--revision N]",
                "                                               publish its draft: as an action, or its trigger goes on");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments = Arguments.parse(words, Set.of("--name", "--slug", "--revision"), Set.of());
        String what = arguments.word(0, "what to do: list, import, export or deploy");
        try (var server = RemoteServer.of(environment)) {
            switch (what) {
                case "list" -> list(server, arguments, terminal);
                case "import" -> imported(server, arguments, terminal);
                case "export" ->
                    terminal.json(
                            require(server.get("/workflows/" + arguments.word(1, "the workflow's id")), "definition"));
                case "deploy" -> {
                    Json.Obj body = Json.object()
                            .putIf("slug", arguments.option("--slug"))
                            .putIf("expectedRevision", arguments.number("--revision"))
                            .build();
                    Json.Obj deployed =
                            server.post("/workflows/" + arguments.word(1, "the workflow's id") + "/deploy", body);
                    show(
                            deployed,
                            "version " + deployed.get("version") + " is live"
                                    + (deployed.has("slug") ? " as action " + deployed.text("slug") : "")
                                    + TriggersCommand.startedBy(deployed)
                                            .map(it -> ", started by " + it)
                                            .orElse(""),
                            arguments,
                            terminal);
                }
                default -> throw new Arguments.Misused("there is no 'workflows " + what + "'");
            }
        }
    }

    private static void list(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        var all = new ArrayList<Json>();
        String cursor = "";
        do {
            Json.Obj page = server.get("/workflows?limit=100" + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            all.addAll(((Json.Arr) require(page, "workflows")).items());
            cursor = page.get("nextCursor") instanceof Json.Str next ? next.value() : "";
        } while (!cursor.isEmpty());
        if (arguments.json()) {
            terminal.json(Json.object().put("workflows", Json.array(all)).build());
            return;
        }
        terminal.table(
                List.of("ID", "NAME", "STATUS", "ACTION", "VERSION"),
                all.stream().map(WorkflowsCommand::row).toList());
        for (Json workflow : all) {
            if (workflow instanceof Json.Obj paused && paused.has("pausedReason")) {
                terminal.line(paused.text("id") + " is paused. " + paused.text("pausedReason")
                        + " Deploying it again brings it back.");
            }
        }
    }

    private static List<String> row(Json json) {
        var workflow = (Json.Obj) json;
        return List.of(
                String.valueOf(workflow.text("id")),
                String.valueOf(workflow.text("name")),
                String.valueOf(workflow.text("status")),
                workflow.has("slug") ? String.valueOf(workflow.text("slug")) : "-",
                workflow.has("version") ? String.valueOf(workflow.get("version")) : "-");
    }

    private static void imported(RemoteServer server, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        Path file = Path.of(arguments.word(1, "the file"));
        String text;
        try {
            text = Files.readString(file);
        } catch (IOException fault) {
            throw new Failed("The file " + file + " cannot be read.");
        }
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        String name = arguments.option("--name", dot > 0 ? fileName.substring(0, dot) : fileName);
        boolean json = text.stripLeading().startsWith("{");
        // A YAML definition goes as text: the server reads it, by the same rules for every door.
        Json.Obj workflow = server.post(
                "/workflows",
                Json.object()
                        .put("name", name)
                        .put("definition", json ? Json.parse(text) : Json.of(text))
                        .build());
        show(workflow, "imported as " + workflow.text("id"), arguments, terminal);
    }

    private static Json require(Json.Obj answer, String field) {
        Json value = answer.get(field);
        if (value == null) {
            throw new Failed("The answer has no '" + field + "': is this a Triggo server?");
        }
        return value;
    }

    private static void show(Json json, String text, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(json);
        } else {
            terminal.line(text);
        }
    }
}
