package dev.triggo.engine;

/** What carrying out a node does outside the process. */
public enum Effect {
    /** Nothing: only computes. */
    NONE,
    /** Reads from elsewhere; harmless to repeat. */
    READ,
    /** May change something elsewhere. */
    WRITE
}
