package dev.triggo.cli;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code triggo run}: calls an action. */
final class RunCommand implements Command {
    private final Map<String, String> environment;

    RunCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "run";
    }

    @Override
    public List<String> usage() {
        return List.of("run SLUG [--input JSON] [--wait [--seconds N]] [--dry-run]     call an action");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments = Arguments.parse(words, Set.of("--input", "--seconds"), Set.of("--wait", "--dry-run"));
        String slug = arguments.name(0, "the action's slug");
        Json input;
        try {
            input = Json.parse(arguments.option("--input", "{}"));
        } catch (Problem fault) {
            throw new Arguments.Misused("--input: " + fault.sentence());
        }
        String seconds = arguments.option("--seconds", "30");
        if (!seconds.matches("[0-9]{1,2}")) {
            throw new Arguments.Misused("--seconds is a whole number up to 60");
        }
        var body = Json.object().put("input", input).put("dryRun", arguments.has("--dry-run"));
        if (arguments.has("--wait")) {
            body.put("wait", Long.parseLong(seconds));
        }
        try (var server = RemoteServer.of(environment)) {
            Json.Obj run = server.post("/actions/" + slug + "/run", body.build());
            if (arguments.json()) {
                terminal.json(run);
            } else {
                terminal.line(String.valueOf(run.text("runId")) + " " + run.text("status"));
                Json output = run.get("output");
                if (output != null) {
                    terminal.line(output.write());
                }
            }
            String status = String.valueOf(run.text("status"));
            if (Set.of("failed", "cancelled", "timed_out").contains(status)) {
                throw new Failed(
                        run.get("error") instanceof Json.Obj error
                                ? error.text("code") + ": " + error.text("message")
                                : "the run is " + status);
            }
        }
    }
}
