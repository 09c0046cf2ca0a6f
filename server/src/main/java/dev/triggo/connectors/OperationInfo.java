package dev.triggo.connectors;

import dev.triggo.kernel.Json;

/**
 * An operation of a connector: all that is needed to fill a node without guessing.
 *
 * @param inputSchema JSON Schema of the node's {@code config}; takes the named properties and nothing else
 * @param sideEffect the worst that it can do; {@link Connectors#sideEffect} says what it does with one input
 * @param auth as in {@link ConnectorInfo}
 * @param example {@code {input, output}}
 */
public record OperationInfo(
        String connector,
        String name,
        String displayName,
        String description,
        Json.Obj inputSchema,
        Json.Obj outputSchema,
        SideEffect sideEffect,
        String auth,
        Json.Obj example) {

    /** The entry of a list. */
    public Json.Obj summary() {
        return Json.object()
                .put("name", name)
                .put("kind", "action")
                .put("displayName", displayName)
                .put("description", description)
                .put("sideEffect", sideEffect.word())
                .build();
    }

    /** What {@code get_operation_schema} answers. */
    public Json.Obj schema() {
        return Json.object()
                .put("inputSchema", inputSchema)
                .put("outputSchema", outputSchema)
                .put("sideEffect", sideEffect.word())
                .put("auth", auth)
                .put("example", example)
                .build();
    }
}
