package dev.triggo.connectors;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import dev.triggo.triggers.kinds.TriggerKind;
import dev.triggo.triggers.kinds.TriggerKinds;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The built-in connectors by name, with what is told of them. */
final class Registry {
    private static final String BUILT_IN = "built-in";

    private final Map<String, ConnectorInfo> infos = new LinkedHashMap<>();
    private final Map<String, Connector> definitions = new LinkedHashMap<>();
    private final Map<String, Map<String, Operation>> operations = new LinkedHashMap<>();
    private final Map<String, List<TriggerKind>> triggers = new LinkedHashMap<>();

    Registry(List<Connector> connectors) {
        connectors.forEach(connector -> add(connector, BUILT_IN));
    }

    /** Adds one more; at start only, for nobody waits for it. */
    void add(Connector connector, String origin) {
        var byName = new LinkedHashMap<String, Operation>();
        var summaries = new ArrayList<OperationInfo.Summary>();
        for (Action action : connector.actions()) {
            Operation operation = Operation.of(connector, action);
            byName.put(action.name(), operation);
            summaries.add(operation.summary());
        }
        List<TriggerKind> starting = triggers(connector);
        String auth = connector.auth().kind();
        var starters = starting.stream()
                .map(kind -> OperationInfo.of(kind, auth).summary(OperationInfo.Summary.TRIGGER))
                .toList();
        var head = new ConnectorInfo.Head(
                connector.name(),
                connector.displayName(),
                connector.description(),
                auth,
                origin,
                summaries.size(),
                starters.size(),
                null);
        if (connector.name().equals(Connectors.RESERVED_NAME)) {
            throw new IllegalArgumentException("No connector may be called %s.".formatted(connector.name()));
        }
        if (infos.put(connector.name(), new ConnectorInfo(head, summaries, starters)) != null) {
            throw new IllegalArgumentException("There are two connectors %s.".formatted(connector.name()));
        }
        operations.put(connector.name(), byName);
        definitions.put(connector.name(), connector);
        triggers.put(connector.name(), starting);
    }

    /** Those that it brings, and those that the server has under its name. */
    private static List<TriggerKind> triggers(Connector connector) {
        var all = new ArrayList<TriggerKind>();
        connector.triggers().forEach(trigger -> all.add(new ConnectorTrigger(connector, trigger)));
        TriggerKinds.all().stream()
                .filter(kind -> kind.connector().equals(connector.name()))
                .forEach(all::add);
        return List.copyOf(all);
    }

    /** All that can start runs, in the order of the connectors. */
    List<TriggerKind> triggers() {
        return triggers.values().stream().flatMap(List::stream).toList();
    }

    @Nullable
    TriggerKind trigger(String connector, String operation) {
        return triggers.getOrDefault(connector, List.of()).stream()
                .filter(kind -> kind.operation().equals(operation))
                .findFirst()
                .orElse(null);
    }

    /** The connector itself: how to sign in, and how to try that. */
    @Nullable
    Connector definition(String name) {
        return definitions.get(name);
    }

    List<Connector> definitions() {
        return List.copyOf(definitions.values());
    }

    List<ConnectorInfo.Head> list() {
        return infos.values().stream().map(ConnectorInfo::head).toList();
    }

    @Nullable
    ConnectorInfo find(String name) {
        return infos.get(name);
    }

    @Nullable
    Operation operation(String connector, String operation) {
        Map<String, Operation> known = operations.get(connector);
        return known == null ? null : known.get(operation);
    }
}
