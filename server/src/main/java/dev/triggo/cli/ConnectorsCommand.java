package dev.triggo.cli;

import java.util.List;
import java.util.Map;
import java.util.Set;

/** {@code triggo connectors}: what workflows of a server can use. */
final class ConnectorsCommand implements Command {
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
                "connectors list                                what workflows can use, and where it comes from");
    }

    @Override
    public void run(List<String> words, Terminal terminal) throws InterruptedException {
        var arguments = Arguments.parse(words, Set.of(), Set.of());
        String what = arguments.word(0, "what to do: list");
        if (!what.equals("list")) {
            throw new Arguments.Misused("there is no 'connectors " + what + "'");
        }
        try (var server = RemoteServer.of(environment)) {
            ConnectorList.print(server, arguments, terminal);
        }
    }
}
