package dev.triggo.connectors;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.LiveCheck;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.SideEffect;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a connection is tried without changing anything. */
record Trial(Action.Body body, Props input) {
    static final String NAME = "connection_test";

    /** Null when the connector has no call for it. */
    static @Nullable Trial of(@Nullable Connector connector) {
        if (connector == null) {
            return null;
        }
        LiveCheck check = connector.liveCheck();
        if (check != null) {
            return new Trial(
                    context -> {
                        check.check(context);
                        return Map.of();
                    },
                    new Props(Map.of()));
        }
        return connector.actions().stream()
                .filter(action -> action.sideEffect() == SideEffect.READ
                        && action.properties().stream().noneMatch(Property::required)
                        && !action.inputSchema().containsKey("required"))
                .findFirst()
                .map(action -> new Trial(action::run, new Props(action.withDefaults(Map.of()))))
                .orElse(null);
    }
}
