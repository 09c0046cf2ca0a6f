package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import dev.triggo.schema.SchemaError;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Fault;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An operation that can be called, with what is told of it. */
final class Operation {
    private final Auth auth;
    private final Action action;
    private final OperationInfo info;
    private final @Nullable JsonSchema schema;

    private Operation(Auth auth, Action action, OperationInfo info) {
        this.auth = auth;
        this.action = action;
        this.info = info;
        this.schema = action.hasOwnSchema() ? JsonSchema.compile(info.inputSchema()) : null;
    }

    static Operation of(Connector connector, Action action) {
        return of(connector.name(), connector.auth(), action);
    }

    static Operation of(String connector, Auth auth, Action action) {
        return new Operation(
                auth,
                action,
                new OperationInfo(
                        connector,
                        action.name(),
                        action.displayName(),
                        action.description(),
                        inputSchema(connector, action),
                        Plain.object(action.outputSchema()),
                        effect(action.sideEffect()),
                        auth.kind(),
                        Json.object()
                                .put("input", Plain.toJson(action.example().input()))
                                .put("output", Plain.toJson(action.example().output()))
                                .build()));
    }

    private static Json.Obj inputSchema(String connector, Action action) {
        Json.Obj schema = Plain.object(action.inputSchema());
        return action.hasOwnSchema() ? schema : OperationInfo.withPaths(schema, connector, action.name());
    }

    /** How its connector signs in. */
    Auth auth() {
        return auth;
    }

    Action action() {
        return action;
    }

    OperationInfo info() {
        return info;
    }

    OperationInfo.Summary summary() {
        return info.summary(OperationInfo.Summary.ACTION);
    }

    /** All ways in which the input does not fit. */
    List<Fault> check(Json.Obj given, Map<String, @Nullable Object> input) {
        if (schema == null) {
            return action.check(input);
        }
        return schema.check(given).stream().map(Operation::fault).toList();
    }

    private static Fault fault(SchemaError error) {
        return new Fault(error.path(), error.message());
    }

    static SideEffect effect(dev.triggo.sdk.SideEffect effect) {
        return switch (effect) {
            case READ -> SideEffect.READ;
            case WRITE -> SideEffect.WRITE;
        };
    }
}
