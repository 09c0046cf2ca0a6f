package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Auth;
import dev.triggo.triggers.kinds.TriggerKind;

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

    /** A trigger; {@code inputSchema} is that of its config. */
    static OperationInfo of(TriggerKind kind, String auth) {
        return new OperationInfo(
                kind.connector(),
                kind.operation(),
                kind.displayName(),
                kind.description(),
                kind.configSchema(),
                kind.outputSchema(),
                SideEffect.NONE,
                kind.takesConnection() ? auth : Auth.none().kind(),
                Json.object()
                        .put("input", kind.exampleConfig())
                        .put("output", kind.sample())
                        .build());
    }

    /** @param kind {@code action} or {@code trigger} */
    Summary summary(String kind) {
        return new Summary(name, kind, displayName, description, sideEffect);
    }

    /** An operation as lists of a connector's operations show it. */
    public record Summary(String name, String kind, String displayName, String description, SideEffect sideEffect) {
        static final String ACTION = "action";
        static final String TRIGGER = "trigger";

        Json.Obj toJson() {
            return Json.object()
                    .put("name", name)
                    .put("kind", kind)
                    .put("displayName", displayName)
                    .put("description", description)
                    .put("sideEffect", sideEffect.word())
                    .build();
        }
    }
}
