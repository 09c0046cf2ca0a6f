package dev.triggo.engine;

/** What is to be done next for a run. */
public sealed interface Decision {
    /** Write this event down; it needs no work. */
    record Record(RunEvent event) implements Decision {}

    /** Carry out this node, as this attempt. */
    record Start(String nodeId, int attempt) implements Decision {}

    /** Nothing before this time (epoch milliseconds), unless something happens. */
    record Wait(long until) implements Decision {}
}
