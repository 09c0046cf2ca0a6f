package dev.triggo.journal;

import dev.triggo.kernel.RunId;

/**
 * Events of one run, made ready to be written together.
 *
 * @param events a JSON array, in order
 * @param hash that of the last of them
 */
public record JournalCommit(RunId run, long firstSeq, long lastSeq, String events, String hash) {}
