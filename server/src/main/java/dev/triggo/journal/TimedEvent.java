package dev.triggo.journal;

import dev.triggo.engine.RunEvent;

/** An event and when it happened (epoch milliseconds), not yet written down. */
public record TimedEvent(long at, RunEvent event) {}
