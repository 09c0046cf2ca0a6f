package dev.triggo.cli;

import dev.triggo.kernel.Json;

/** An event of a run's journal as a person reads it: number, time, type, node, data. */
public final class EventLine {
    private EventLine() {}

    public static String of(Json.Obj event) {
        String node = event.text("nodeId");
        return "%4s  %s  %-16s %-20s %s"
                .formatted(
                        event.get("seq"),
                        event.text("at"),
                        event.text("type"),
                        node == null ? "" : node,
                        String.valueOf(event.get("data")));
    }
}
