package dev.triggo.cli;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.WorkflowDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** {@code triggo workflows}: workflows of a server. */
final class WorkflowsCommand implements Command {
    private static final String DEFINITION = "definition";

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
                "workflows import FILE [--name TEXT] [--description TEXT]",
                "                                               a workflow from a file: JSON or YAML, a whole one or its definition",
                "workflows export ID [--whole]                  its definition as JSON; --whole: with name and description",
                "workflows deploy ID [--slug SLUG] [--revision N]",
                "                                               publish its draft: as an action, or its trigger goes on",
                "workflows versions ID                          what was deployed, newest first",
                "workflows rollback ID VERSION                  deploy an older version again, as a new one",
                "workflows stop ID                              out of service, until it is deployed again");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments =
                Arguments.parse(words, Set.of("--name", "--description", "--slug", "--revision"), Set.of("--whole"));
        String what = arguments.word(0, "what to do: list, import, export, deploy, versions, rollback or stop");
        try (var server = RemoteServer.of(environment)) {
            switch (what) {
                case "list" -> list(server, arguments, terminal);
                case "import" -> imported(server, arguments, terminal);
                case "export" -> exported(server, arguments, terminal);
                case "deploy" -> {
                    Json.Obj body = Json.object()
                            .putIf("slug", arguments.option("--slug"))
                            .putIf("expectedRevision", arguments.number("--revision"))
                            .build();
                    live(server.post("/workflows/" + id(arguments) + "/deploy", body), arguments, terminal);
                }
                case "versions" -> versions(server, arguments, terminal);
                case "rollback" -> {
                    Json.Obj body = Json.object()
                            .put("version", arguments.whole(2, "the version"))
                            .build();
                    live(server.post("/workflows/" + id(arguments) + "/rollback", body), arguments, terminal);
                }
                case "stop" -> {
                    Json.Obj stopped = server.post("/workflows/" + id(arguments) + "/stop", Json.EMPTY_OBJECT);
                    show(stopped, stopped.text("id") + " is " + stopped.text("status"), arguments, terminal);
                }
                default -> throw new Arguments.Misused("there is no 'workflows " + what + "'");
            }
        }
    }

    private static String id(Arguments arguments) {
        return arguments.name(1, "the workflow's id");
    }

    private static void live(Json.Obj deployed, Arguments arguments, Terminal terminal) {
        String text = "version " + deployed.get("version") + " is live"
                + (deployed.has("slug") ? " as action " + deployed.text("slug") : "")
                + TriggersCommand.startedBy(deployed)
                        .map(it -> ", started by " + it)
                        .orElse("");
        show(deployed, text, arguments, terminal);
    }

    private static void versions(RemoteServer server, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        List<Json.Obj> all = server.all("/workflows/" + id(arguments) + "/versions", "versions");
        if (arguments.json()) {
            terminal.json(Json.object().put("versions", Json.array(all)).build());
            return;
        }
        terminal.table(
                List.of("VERSION", "CREATED", "NAME", ""),
                all.stream()
                        .map(version -> List.of(
                                String.valueOf(version.get("version")),
                                String.valueOf(version.text("createdAt")),
                                String.valueOf(version.text("name")),
                                Json.Bool.TRUE.equals(version.get("active")) ? "live" : ""))
                        .toList());
    }

    private static void list(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        List<Json.Obj> all = server.all("/workflows", "workflows");
        if (arguments.json()) {
            terminal.json(Json.object().put("workflows", Json.array(all)).build());
            return;
        }
        terminal.table(
                List.of("ID", "NAME", "STATUS", "ACTION", "VERSION"),
                all.stream().map(WorkflowsCommand::row).toList());
        for (Json.Obj workflow : all) {
            if (workflow.has("pausedReason")) {
                terminal.line(workflow.text("id") + " is paused. " + workflow.text("pausedReason")
                        + " Deploying it again brings it back.");
            }
        }
    }

    private static List<String> row(Json.Obj workflow) {
        return List.of(
                String.valueOf(workflow.text("id")),
                String.valueOf(workflow.text("name")),
                String.valueOf(workflow.text("status")),
                workflow.has("slug") ? String.valueOf(workflow.text("slug")) : "-",
                workflow.has("version") ? String.valueOf(workflow.get("version")) : "-");
    }

    private static void exported(RemoteServer server, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        Json.Obj workflow = server.get("/workflows/" + id(arguments));
        Json definition = require(workflow, DEFINITION);
        terminal.json(
                arguments.has("--whole")
                        ? Json.object()
                                .put("name", require(workflow, "name"))
                                .put("description", require(workflow, "description"))
                                .put(DEFINITION, definition)
                                .build()
                        : definition);
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
        Json read = text.stripLeading().startsWith("{") ? Json.parse(text) : WorkflowDefinition.fromYaml(text);
        Json.Obj whole = read instanceof Json.Obj given && given.has(DEFINITION)
                ? given
                : Json.object().put(DEFINITION, read).build();
        String fileName = String.valueOf(file.getFileName());
        int dot = fileName.lastIndexOf('.');
        // Whatever else the file has goes along: the server says what it does not take.
        if (!whole.has("name") || arguments.has("--name")) {
            String name = arguments.option("--name", dot > 0 ? fileName.substring(0, dot) : fileName);
            whole = whole.with("name", Json.of(name));
        }
        String description = arguments.option("--description");
        if (description != null) {
            whole = whole.with("description", Json.of(description));
        }
        Json.Obj workflow = server.post("/workflows", whole);
        show(workflow, "imported as " + workflow.text("id") + faults(workflow), arguments, terminal);
    }

    /** What has to be mended before it can be deployed, a line each; empty for a sound one. */
    private static String faults(Json.Obj workflow) {
        return workflow.get("validation") instanceof Json.Obj validation
                        && validation.get("problems") instanceof Json.Arr problems
                ? problems.items().stream()
                        .map(Json.Obj.class::cast)
                        .map(problem -> "%n  %s %s".formatted(problem.text("path"), problem.text("message")))
                        .collect(Collectors.joining())
                : "";
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
