package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code triggo triggers}: what starts workflows by itself. */
final class TriggersCommand implements Command {
    private final Map<String, String> environment;

    TriggersCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "triggers";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "triggers list                                           live ones: address, next firing, or connector",
                "triggers show WORKFLOW                                  what came in of late",
                "triggers fire WORKFLOW [--event JSON] [--wait SECONDS]  start a run as an event would");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments = Arguments.parse(words, Set.of("--event", "--wait"), Set.of());
        String what = arguments.word(0, "what to do: list, show or fire");
        try (var server = RemoteServer.of(environment)) {
            switch (what) {
                case "list" -> list(server, arguments, terminal);
                case "show" -> show(server.get("/workflows/" + id(arguments) + "/trigger"), arguments, terminal);
                case "fire" -> fire(server, arguments, terminal);
                default -> throw new Arguments.Misused("there is no 'triggers " + what + "'");
            }
        }
    }

    private static String id(Arguments arguments) {
        return arguments.name(1, "the workflow's id");
    }

    private static void list(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        List<Json.Obj> found = server.all("/workflows", "workflows").stream()
                .filter(TriggersCommand::isLive)
                .toList();
        if (arguments.json()) {
            terminal.json(Json.object().put("workflows", Json.array(found)).build());
            return;
        }
        terminal.table(
                List.of("WORKFLOW", "NAME", "STATUS", "STARTED BY"),
                found.stream()
                        .map(workflow -> List.of(
                                text(workflow, "id"),
                                text(workflow, "name"),
                                text(workflow, "status"),
                                startedBy(workflow).orElse("events of its connector")))
                        .toList());
    }

    private static boolean isLive(Json.Obj workflow) {
        return text(workflow, "type").equals("event_driven")
                && text(workflow, "status").startsWith("active_");
    }

    /**
     * The webhook's address or the next firing, of a workflow or of its deploy; empty where events come of the connector's
     * own accord.
     */
    static Optional<String> startedBy(Json.Obj told) {
        if (told.has("webhookUrl")) {
            return Optional.of(text(told, "webhookUrl"));
        }
        return told.get("nextFirings") instanceof Json.Arr times
                        && !times.items().isEmpty()
                        && times.items().getFirst() instanceof Json.Str time
                ? Optional.of("next at " + time.value())
                : Optional.empty();
    }

    private static void show(Json.Obj trigger, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(trigger);
            return;
        }
        trigger.fields().forEach((name, value) -> {
            if (!name.equals("deliveries")) {
                terminal.line("%-14s %s"
                        .formatted(name, value instanceof Json.Str text ? text.value() : value.write()));
            }
        });
        terminal.line("");
        terminal.table(
                List.of("AT", "OUTCOME", "RUN", "REASON"),
                items(trigger, "deliveries").stream()
                        .map(delivery -> List.of(
                                text(delivery, "at"),
                                text(delivery, "outcome"),
                                text(delivery, "runId"),
                                text(delivery, "reason")))
                        .toList());
    }

    private static void fire(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        String event = arguments.option("--event");
        String wait = arguments.option("--wait", "0");
        if (!wait.matches("[0-9]{1,2}")) {
            throw new Arguments.Misused("'" + wait + "' is no number of seconds up to 60");
        }
        Json.Obj body = Json.object()
                .putIf("event", event == null ? null : Json.parse(event))
                .put("wait", Long.parseLong(wait))
                .build();
        Json.Obj run = server.post("/workflows/" + id(arguments) + "/trigger/fire", body);
        if (arguments.json()) {
            terminal.json(run);
        } else {
            terminal.line(text(run, "runId") + " " + text(run, "status"));
        }
    }

    private static List<Json.Obj> items(Json.Obj object, String field) {
        return object.get(field) instanceof Json.Arr list
                ? list.items().stream().map(item -> (Json.Obj) item).toList()
                : List.of();
    }

    private static String text(Json.Obj object, String field) {
        return object.get(field) instanceof Json.Str text ? text.value() : "-";
    }
}
