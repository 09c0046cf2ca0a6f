package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The connectors by name, with what is told of them. */
final class Registry {
    private final Map<String, ConnectorInfo> infos = new LinkedHashMap<>();
    private final Map<String, Connector> definitions = new LinkedHashMap<>();
    private final Map<String, Map<String, Action>> actions = new LinkedHashMap<>();

    Registry(List<Connector> connectors) {
        for (Connector connector : connectors) {
            var byName = new LinkedHashMap<String, Action>();
            var operations = new ArrayList<OperationInfo>();
            for (Action action : connector.actions()) {
                byName.put(action.name(), action);
                operations.add(operation(connector, action));
            }
            var info = new ConnectorInfo(
                    connector.name(),
                    connector.displayName(),
                    connector.description(),
                    connector.auth().kind(),
                    operations);
            if (connector.name().equals(Connectors.RESERVED_NAME)) {
                throw new IllegalArgumentException("No connector may be called %s.".formatted(connector.name()));
            }
            if (infos.put(connector.name(), info) != null) {
                throw new IllegalArgumentException("There are two connectors %s.".formatted(connector.name()));
            }
            actions.put(connector.name(), byName);
            definitions.put(connector.name(), connector);
        }
    }

    /** The connector itself: how to sign in, and how to try that. */
    @Nullable
    Connector definition(String name) {
        return definitions.get(name);
    }

    List<Connector> definitions() {
        return List.copyOf(definitions.values());
    }

    List<ConnectorInfo> list() {
        return List.copyOf(infos.values());
    }

    @Nullable
    ConnectorInfo find(String name) {
        return infos.get(name);
    }

    @Nullable
    Action action(String connector, String operation) {
        Map<String, Action> known = actions.get(connector);
        return known == null ? null : known.get(operation);
    }

    private static OperationInfo operation(Connector connector, Action action) {
        return new OperationInfo(
                connector.name(),
                action.name(),
                action.displayName(),
                action.description(),
                Plain.object(action.inputSchema()),
                Plain.object(action.outputSchema()),
                effect(action.sideEffect()),
                connector.auth().kind(),
                Json.object()
                        .put("input", Plain.toJson(action.example().input()))
                        .put("output", Plain.toJson(action.example().output()))
                        .build());
    }

    static SideEffect effect(dev.triggo.sdk.SideEffect effect) {
        return switch (effect) {
            case READ -> SideEffect.READ;
            case WRITE -> SideEffect.WRITE;
        };
    }
}
