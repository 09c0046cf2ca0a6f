package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code triggo runs}: what became of calls. */
final class RunsCommand implements Command {
    private static final Set<String> ENDED = Set.of("succeeded", "failed", "cancelled", "timed_out");

    private final Map<String, String> environment;

    RunsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "runs";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "runs list [--action SLUG] [--status S] [--needs-approval] [--limit N]",
                "runs show ID                                            the run with its steps",
                "runs tail ID                                            its journal, until it ends",
                "runs cancel ID                                          no further step of it begins",
                "runs approve|reject ID [--comment TEXT] [--approval ID] decide on what it waits for",
                "runs replay ID [--from start]                           go on where it stopped, as a new run");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments = Arguments.parse(
                words,
                Set.of("--action", "--status", "--limit", "--comment", "--approval", "--from"),
                Set.of("--needs-approval"));
        String what = arguments.word(0, "what to do: list, show, tail, cancel, approve, reject or replay");
        try (var server = RemoteServer.of(environment)) {
            switch (what) {
                case "list" -> list(server, arguments, terminal);
                case "show" -> show(server.get("/runs/" + id(arguments)), arguments, terminal);
                case "tail" -> tail(server, id(arguments), arguments, terminal);
                case "cancel" ->
                    told(server.post("/runs/" + id(arguments) + "/cancel", Json.EMPTY_OBJECT), "", arguments, terminal);
                case "approve" -> decide(server, "approved", arguments, terminal);
                case "reject" -> decide(server, "rejected", arguments, terminal);
                case "replay" -> replay(server, arguments, terminal);
                default -> throw new Arguments.Misused("there is no 'runs " + what + "'");
            }
        }
    }

    private static String id(Arguments arguments) {
        return arguments.name(1, "the run's id");
    }

    private static void list(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        var query = new StringBuilder("?limit=").append(plain(arguments.option("--limit", "20")));
        if (arguments.has("--action")) {
            query.append("&action=").append(plain(arguments.option("--action", "")));
        }
        if (arguments.has("--status")) {
            query.append("&status=").append(plain(arguments.option("--status", "")));
        }
        if (arguments.has("--needs-approval")) {
            query.append("&needs_approval=true");
        }
        Json.Obj page = server.get("/runs" + query);
        if (arguments.json()) {
            terminal.json(page);
            return;
        }
        terminal.table(
                List.of("ID", "ACTION", "STATUS", "SOURCE", "CREATED"),
                ((Json.Arr) page.fields().getOrDefault("runs", Json.EMPTY_ARRAY))
                        .items().stream()
                                .map(json -> (Json.Obj) json)
                                .map(run -> List.of(
                                        String.valueOf(run.text("runId")),
                                        run.has("action") ? String.valueOf(run.text("action")) : "-",
                                        String.valueOf(run.text("status")),
                                        String.valueOf(run.text("source")),
                                        String.valueOf(run.text("createdAt"))))
                                .toList());
    }

    private static String plain(String word) {
        if (!word.matches("[A-Za-z0-9_-]{1,64}")) {
            throw new Arguments.Misused("'" + word + "' is no value of this option");
        }
        return word;
    }

    private static void show(Json.Obj run, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(run);
            return;
        }
        run.fields().forEach((name, value) -> {
            if (!name.equals("steps")) {
                terminal.line("%-14s %s"
                        .formatted(name, value instanceof Json.Str text ? text.value() : value.write()));
            }
        });
        List<Json.Obj> steps = ((Json.Arr) run.fields().getOrDefault("steps", Json.EMPTY_ARRAY))
                .items().stream().map(json -> (Json.Obj) json).toList();
        terminal.line("");
        terminal.table(
                List.of("STEP", "TYPE", "STATUS", "MS", "OUTPUT OR ERROR"),
                steps.stream().map(RunsCommand::step).toList());
        for (Json.Obj step : steps) {
            if (step.get("logs") instanceof Json.Arr logs) {
                terminal.line("");
                logs.items()
                        .forEach(line -> terminal.line(
                                step.text("nodeId") + " | " + (line instanceof Json.Str text ? text.value() : "")));
            }
        }
    }

    private static List<String> step(Json.Obj step) {
        Json result = step.has("error") ? step.get("error") : step.get("output");
        String text = result == null ? "" : result.write();
        return List.of(
                String.valueOf(step.text("nodeId")),
                String.valueOf(step.text("type")),
                String.valueOf(step.text("status")),
                step.has("durationMs") ? String.valueOf(step.get("durationMs")) : "-",
                text.length() > 100 ? text.substring(0, 100) + "…" : text);
    }

    private static void decide(RemoteServer server, String decision, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        Json.Obj body = Json.object()
                .put("decision", decision)
                .putIf("comment", text(arguments, "--comment"))
                .putIf("approvalId", text(arguments, "--approval"))
                .build();
        told(server.post("/runs/" + id(arguments) + "/approve", body), decision + ": ", arguments, terminal);
    }

    private static void replay(RemoteServer server, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        Json.Obj body = Json.object().putIf("from", text(arguments, "--from")).build();
        told(server.post("/runs/" + id(arguments) + "/replay", body), "", arguments, terminal);
    }

    private static void told(Json.Obj run, String before, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(run);
        } else {
            terminal.line(before + run.text("runId") + " is " + run.text("status"));
        }
    }

    private static @Nullable Json text(Arguments arguments, String option) {
        String value = arguments.option(option);
        return value == null ? null : Json.of(value);
    }

    private static void tail(RemoteServer server, String id, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        long after = 0;
        while (true) {
            boolean ended =
                    ENDED.contains(String.valueOf(server.get("/runs/" + id).text("status")));
            Json.Obj page = server.get("/runs/" + id + "/events?after=" + after);
            for (Json json : ((Json.Arr) page.fields().getOrDefault("events", Json.EMPTY_ARRAY)).items()) {
                var event = (Json.Obj) json;
                after = ((Json.Num) event.fields().getOrDefault("seq", Json.of(after)))
                        .value()
                        .longValue();
                terminal.line(arguments.json() ? event.write() : EventLine.of(event));
            }
            boolean more = page.has("nextAfter");
            if (ended && !more) {
                return;
            }
            if (!more) {
                TimeUnit.MILLISECONDS.sleep(500);
            }
        }
    }
}
