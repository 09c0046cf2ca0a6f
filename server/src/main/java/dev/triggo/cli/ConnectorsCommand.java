package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** {@code triggo connectors}: what workflows of a server can use, and connectors made from documents. */
final class ConnectorsCommand implements Command {
    private static final String BUILDS = "/connectors/builds";
    private static final Set<String> ENDED = Set.of("succeeded", "failed");
    private static final int PATIENCE_SECONDS = 300;

    private final Map<String, String> environment;

    ConnectorsCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public String name() {
        return "connectors";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "connectors list                                what workflows can use, and where it comes from",
                "connectors build FILE|URL [--name NAME] [--include PATTERNS] [--manifest]",
                "                                               a connector from an OpenAPI document or a manifest",
                "connectors validate NAME|FILE [--live] [--connection ID]",
                "                                               what is wrong with a connector, or a manifest");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments =
                Arguments.parse(words, Set.of("--name", "--include", "--connection"), Set.of("--live", "--manifest"));
        String what = arguments.word(0, "what to do: list, build or validate");
        arguments.atMost(2);
        try (var server = RemoteServer.of(environment)) {
            switch (what) {
                case "list" -> ConnectorList.print(server, arguments, terminal);
                case "build" -> build(server, arguments, terminal);
                case "validate" -> validate(server, arguments, terminal);
                default -> throw new Arguments.Misused("there is no 'connectors " + what + "'");
            }
        }
    }

    private static void build(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        String from = arguments.word(1, "the document: a file or an address");
        boolean address = from.startsWith("http://") || from.startsWith("https://");
        String field = address ? "openapiUrl" : arguments.has("--manifest") ? "manifest" : "openapi";
        String include = arguments.option("--include");
        Json.Obj body = Json.object()
                .putIf("name", arguments.option("--name"))
                .put(field, address ? from : text(from))
                .putIf(
                        "include",
                        include == null
                                ? null
                                : Json.strings(Arrays.stream(include.split(",", -1))
                                        .map(String::strip)
                                        .filter(pattern -> !pattern.isEmpty())
                                        .toList()))
                .build();
        String id = String.valueOf(server.post(BUILDS, body).text("buildId"));
        Json.Obj build = ended(server, id);
        if (arguments.json()) {
            terminal.json(build);
        } else {
            problems(build, terminal);
        }
        if (!"succeeded".equals(build.text("status"))) {
            throw new Failed("The build " + id + " ended as " + build.text("status") + ".");
        }
        if (!arguments.json()) {
            int count = build.get("operations") instanceof Json.Arr names
                    ? names.items().size()
                    : 0;
            terminal.line("connector %s, version %s, with %d of %s operations"
                    .formatted(build.text("connector"), build.get("version"), count, build.get("found")));
        }
    }

    private static Json.Obj ended(RemoteServer server, String id) throws InterruptedException {
        Json.Obj build = server.get(BUILDS + "/" + id);
        for (int i = 0; i < 2 * PATIENCE_SECONDS && !ENDED.contains(build.text("status")); i++) {
            TimeUnit.MILLISECONDS.sleep(500);
            build = server.get(BUILDS + "/" + id);
        }
        return build;
    }

    private static void validate(RemoteServer server, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        String what = arguments.word(1, "the connector's name or a manifest's file");
        boolean file = Files.isRegularFile(Path.of(what));
        Json.Obj body = Json.object()
                .put(file ? "manifest" : "connector", file ? text(what) : what)
                .putIf("connectionId", arguments.option("--connection"))
                .putIf("live", arguments.has("--live") ? Json.of(true) : null)
                .build();
        Json.Obj verdict = server.post("/connectors/validate", body);
        if (arguments.json()) {
            terminal.json(verdict);
        } else {
            problems(verdict, terminal);
        }
        if (verdict.get("valid") != Json.Bool.TRUE) {
            throw new Failed(what + " is not valid.");
        }
        if (!arguments.json()) {
            terminal.line(what + " is valid");
        }
    }

    private static void problems(Json.Obj answer, Terminal terminal) {
        if (answer.get("problems") instanceof Json.Arr problems) {
            for (Json one : problems.items()) {
                var problem = (Json.Obj) one;
                terminal.line("%s %s: %s %s"
                        .formatted(
                                problem.text("severity"),
                                String.valueOf(problem.text("path")).isEmpty() ? "/" : problem.text("path"),
                                problem.text("message"),
                                problem.text("mend")));
            }
        }
    }

    private static String text(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException fault) {
            throw new Failed("The file " + file + " cannot be read as text.");
        }
    }
}
