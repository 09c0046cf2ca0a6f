package dev.triggo.connectors;

import dev.triggo.kernel.Json;

/**
 * An operation of a connector: all that is needed to fill a node without guessing.
 *
 * @param inputSchema JSON Schema of the node's {@code config}
 * @param sideEffect the worst that it can do; {@link Shelf#sideEffect} says what it does with one input
 * @param auth as in {@link ConnectorHead}
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
}
