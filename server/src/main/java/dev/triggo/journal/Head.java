package dev.triggo.journal;

import dev.triggo.kernel.RunId;

/** How far a run's journal goes: the number of its last event, and that event's hash, which covers all before it. */
public record Head(RunId run, long seq, String hash) {}
