package dev.triggo.journal;

import dev.triggo.kernel.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Events of one run, made ready to be written together.
 *
 * @param events a JSON array, in order, secrets blanked
 * @param hash that of the last of them
 * @param sealed the data of the events in which something was blanked, encrypted; null when nothing was
 */
public record JournalCommit(
        RunId run,
        long firstSeq,
        long lastSeq,
        String events,
        String hash,
        @Nullable String sealed) {}
