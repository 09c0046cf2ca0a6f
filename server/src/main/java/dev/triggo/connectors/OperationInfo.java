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
    private static final String CHOICES = "x-choices";
    private static final String CHOICES_PATH = "POST /api/v1/runtime/connectors/%s/operations/%s/choices/%s";

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
                withPaths(kind.configSchema(), kind.connector(), kind.operation()),
                kind.outputSchema(),
                SideEffect.NONE,
                kind.takesConnection() ? auth : Auth.none().kind(),
                Json.object()
                        .put("input", kind.exampleConfig())
                        .put("output", kind.sample())
                        .build());
    }

    /** With the way to ask beside each {@code x-choices}, for those who read the schema and not the documentation. */
    static Json.Obj withPaths(Json.Obj schema, String connector, String operation) {
        if (!(schema.get("properties") instanceof Json.Obj properties)) {
            return schema;
        }
        Json.Obj told = properties;
        for (var property : properties.fields().entrySet()) {
            if (property.getValue() instanceof Json.Obj one && one.get(CHOICES) instanceof Json.Obj choices) {
                String path = CHOICES_PATH.formatted(connector, operation, property.getKey());
                told = told.with(property.getKey(), one.with(CHOICES, choices.with("ask", Json.of(path))));
            }
        }
        return schema.with("properties", told);
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
