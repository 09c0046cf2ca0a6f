package dev.triggo.triggers.kinds;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Trigger;
import java.util.List;

/** A trigger that a connector has. */
public final class ConnectorTrigger implements TriggerKind {
    private final String connector;
    private final Auth auth;
    private final Trigger trigger;

    public ConnectorTrigger(Connector connector, Trigger trigger) {
        this.connector = connector.name();
        this.auth = connector.auth();
        this.trigger = trigger;
    }

    /** How the connector signs in. */
    public Auth auth() {
        return auth;
    }

    /** As its author wrote it. */
    public Trigger trigger() {
        return trigger;
    }

    @Override
    public How how() {
        return trigger.polling() != null ? How.POLLING : How.HOOK;
    }

    @Override
    public String connector() {
        return connector;
    }

    @Override
    public String operation() {
        return trigger.name();
    }

    @Override
    public String displayName() {
        return trigger.displayName();
    }

    @Override
    public String description() {
        return trigger.description();
    }

    @Override
    public Json.Obj configSchema() {
        return Plain.object(trigger.configSchema());
    }

    @Override
    public Json.Obj outputSchema() {
        return Plain.object(trigger.outputSchema());
    }

    @Override
    public Json.Obj exampleConfig() {
        return Plain.object(trigger.exampleConfig());
    }

    @Override
    public Json sample() {
        return Plain.toJson(trigger.sample());
    }

    @Override
    public boolean takesConnection() {
        return !(auth instanceof Auth.None);
    }

    @Override
    public List<Fault> check(Json.Obj config, boolean connected) {
        return connected || !takesConnection()
                ? List.of()
                : List.of(
                        new Fault(
                                "/connectionId",
                                "missing_connection",
                                "The trigger asks " + connector
                                        + " and needs a connection: set connectionId to one that get_connector_operations lists."));
    }
}
