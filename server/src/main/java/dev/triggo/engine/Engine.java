package dev.triggo.engine;

/** The pure core: see RunState. */
public final class Engine {}
