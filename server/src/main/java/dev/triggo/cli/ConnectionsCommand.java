package dev.triggo.cli;

import dev.triggo.connectors.Connections;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkspaceId;
import java.util.List;
import java.util.Set;

/** {@code triggo connections}: what the connectors of this machine's workspaces sign in with. Secrets come in by stdin. */
final class ConnectionsCommand implements Command {
    private static final Credentials.Signed OPERATOR = Credentials.Signed.by(new PersonId("operator"));

    private final LocalStore.Opener local;

    ConnectionsCommand(LocalStore.Opener local) {
        this.local = local;
    }

    @Override
    public String name() {
        return "connections";
    }

    @Override
    public List<String> usage() {
        return List.of(
                "connections list [--workspace ID]              the connections, without secrets",
                "connections add CONNECTOR --name TEXT [--hosts A,B] [--workflows A,B]   the secret from stdin: the text, or fields as JSON",
                "connections test ID                            sign in with it, and say what came of it",
                "connections delete ID                          unless a live workflow uses it");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments =
                Arguments.parse(words, Set.of("--workspace", "--name", "--hosts", "--workflows"), Set.of("--local"));
        String what = arguments.word(0, "what to do: list, add, test or delete");
        try (LocalStore store = local.open()) {
            var workspace = new WorkspaceId(
                    arguments.option("--workspace", store.workspace().id().value()));
            Connections connections = store.connections();
            switch (what) {
                case "list" -> {
                    arguments.atMost(1);
                    list(connections.list(workspace), arguments, terminal);
                }
                case "add" -> add(connections, workspace, arguments, terminal);
                case "test" -> test(connections, found(connections, workspace, arguments), arguments, terminal);
                case "delete" -> {
                    Connection gone = found(connections, workspace, arguments);
                    connections.delete(gone, OPERATOR);
                    show(gone.toJson(), "deleted " + gone.name(), arguments, terminal);
                }
                default -> throw new Arguments.Misused("there is no 'connections " + what + "'");
            }
        }
    }

    private static void add(Connections connections, WorkspaceId workspace, Arguments arguments, Terminal terminal) {
        String connector = arguments.word(1, "the connector's name");
        arguments.atMost(2);
        if (!arguments.has("--name")) {
            throw new Arguments.Misused("--name says what people call it");
        }
        Terms terms = Terms.named(arguments.option("--name", ""))
                .onlyWith(several(arguments, "--hosts"))
                .onlyFor(several(arguments, "--workflows"));
        Connection made = connections.create(
                workspace, connector, terms, fields(terminal.input().strip()), OPERATOR);
        show(made.toJson(), made.id(), arguments, terminal);
    }

    /** A text that is no JSON object is the one secret. */
    private static Json.Obj fields(String text) {
        if (text.isEmpty()) {
            throw new Failed(
                    "Nothing came by stdin: pipe the secret in, as ./triggo connections add slack < secret.txt");
        }
        if (text.startsWith("{")) {
            try {
                if (Json.parse(text) instanceof Json.Obj fields) {
                    return fields;
                }
            } catch (RuntimeException noJson) {
                throw new Failed("What came by stdin begins like JSON and is none.");
            }
        }
        return Json.object().put("secret", text).build();
    }

    private static List<String> several(Arguments arguments, String option) {
        return arguments.has(option) ? List.of(arguments.option(option, "").split(",", -1)) : List.of();
    }

    private static Connection found(Connections connections, WorkspaceId workspace, Arguments arguments) {
        String id = arguments.word(1, "the connection's id");
        arguments.atMost(2);
        return connections.require(workspace, id);
    }

    private static void test(Connections connections, Connection connection, Arguments arguments, Terminal terminal)
            throws InterruptedException {
        Connections.Verdict verdict = connections.test(connection);
        if (Boolean.FALSE.equals(verdict.ok())) {
            throw new Failed(verdict.message());
        }
        show(verdict.toJson(), verdict.message(), arguments, terminal);
    }

    private static void list(List<Connection> connections, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(Json.object()
                    .put(
                            "connections",
                            Json.array(
                                    connections.stream().map(Connection::toJson).toList()))
                    .build());
            return;
        }
        terminal.table(
                List.of("ID", "CONNECTOR", "NAME", "STATE", "LAST USED"),
                connections.stream()
                        .map(connection -> List.of(
                                connection.id(),
                                connection.connector(),
                                connection.name(),
                                connection.state().word(),
                                connection.lastUsedAt() == null ? "never" : Times.iso(connection.lastUsedAt())))
                        .toList());
    }

    private static void show(Json json, String text, Arguments arguments, Terminal terminal) {
        if (arguments.json()) {
            terminal.json(json);
        } else {
            terminal.line(text);
        }
    }
}
