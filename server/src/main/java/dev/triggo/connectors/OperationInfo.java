package dev.triggo.connectors;

import dev.triggo.kernel.Json;

/**
 * An operation of a connector: all that is needed to fill a node without guessing.
 *
 * @param inputSchema JSON Schema of the node's {@code config}
 * @param sideEffect the worst that it can do; {@link Shelf#sideEffect} says what it does with one input
 * @param auth as in {@link ConnectorInfo.Head}
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

    /** An operation as lists of a connector's operations show it. */
    public record Summary(String name, String displayName, String description, SideEffect sideEffect) {
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
}
