package dev.triggo.connectors;

import dev.triggo.kernel.Json;

/** An operation as lists of a connector's operations show it. */
public record OperationSummary(String name, String displayName, String description, SideEffect sideEffect) {
    Json.Obj toJson() {
        return Json.object()
                .put("name", name)
                .put("kind", "action")
                .put("displayName", displayName)
                .put("description", description)
                .put("sideEffect", sideEffect.word())
                .build();
    }
}
