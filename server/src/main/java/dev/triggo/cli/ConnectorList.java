package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.util.List;

/** {@code triggo connectors list}: what workflows of the server can use, and where each comes from. */
final class ConnectorList {
    private ConnectorList() {}

    static void print(RemoteServer server, Arguments arguments, Terminal terminal) throws InterruptedException {
        List<Json.Obj> all = server.all("/connectors", "connectors");
        if (arguments.json()) {
            terminal.json(Json.object().put("connectors", Json.array(all)).build());
            return;
        }
        terminal.table(
                List.of("NAME", "DISPLAY NAME", "AUTH", "ACTIONS", "TRIGGERS", "FROM"),
                all.stream().map(ConnectorList::row).toList());
    }

    private static List<String> row(Json.Obj connector) {
        return List.of(
                String.valueOf(connector.text("name")),
                String.valueOf(connector.text("displayName")),
                String.valueOf(connector.text("auth")),
                String.valueOf(connector.get("actions")),
                String.valueOf(connector.get("triggers")),
                String.valueOf(connector.text("origin")));
    }
}
