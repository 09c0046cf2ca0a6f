package dev.triggo.triggers.kinds;

import dev.triggo.kernel.Json;
import java.util.List;

/** A kind of trigger: told as an operation of a connector, because that is how a node names it. */
public interface TriggerKind {
    How how();

    String connector();

    String operation();

    String displayName();

    /** For people and models, in at most 200 characters. */
    String description();

    /** JSON Schema of the node's {@code config}. */
    Json.Obj configSchema();

    /** JSON Schema of the event. */
    Json.Obj outputSchema();

    /** A config that works. */
    Json.Obj exampleConfig();

    /** An event as it comes. */
    Json sample();

    /** Whether a node may name a connection. */
    boolean takesConnection();

    /**
     * Faults that a schema cannot express; asked when config fits the schema.
     *
     * @param connected whether the node names a connection
     */
    List<Fault> check(Json.Obj config, boolean connected);

    /**
     * What is wrong with a node.
     *
     * @param path from the node, as {@code /config/cron}
     */
    record Fault(String path, String rule, String message) {}
}
