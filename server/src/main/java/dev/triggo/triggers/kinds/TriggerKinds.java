package dev.triggo.triggers.kinds;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The list of all kinds of trigger. To add one: a class beside this, and a line here. */
public final class TriggerKinds {
    private static final List<TriggerKind> ALL = List.of(new InboundWebhook(), new Schedule());

    private TriggerKinds() {}

    public static List<TriggerKind> all() {
        return ALL;
    }

    /** The kind that a node names, or null. */
    public static @Nullable TriggerKind find(@Nullable String connector, @Nullable String operation) {
        for (TriggerKind kind : ALL) {
            if (kind.connector().equals(connector) && kind.operation().equals(operation)) {
                return kind;
            }
        }
        return null;
    }
}
