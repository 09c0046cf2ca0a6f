package dev.triggo.runs;

import java.util.Locale;
import java.util.Optional;

/** What started a run. */
public enum Source {
    ACTION,
    WEBHOOK,
    SCHEDULE,
    MANUAL,
    REPLAY,
    TEST,
    DRY_RUN;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<Source> of(String wireName) {
        for (Source source : values()) {
            if (source.wireName().equals(wireName)) {
                return Optional.of(source);
            }
        }
        return Optional.empty();
    }
}
