package dev.triggo.journal;

import java.util.List;

/**
 * A run's events as they happened, with what was blanked put back.
 *
 * @param whole false when something that was blanked cannot be read any more; it then still says {@code [redacted:…]}
 */
public record Original(List<RecordedEvent> events, boolean whole) {}
