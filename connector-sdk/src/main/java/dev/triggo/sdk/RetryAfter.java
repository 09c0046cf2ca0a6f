package dev.triggo.sdk;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The {@code Retry-After} header: seconds or a date. */
public final class RetryAfter {
    /** The longest wait that is told, whatever a service asks for. */
    public static final Duration MOST = Duration.ofHours(1);

    private RetryAfter() {}

    /** The time to wait, from nothing to an hour; null when there is no header or it makes no sense. */
    public static @Nullable Duration of(@Nullable String header, Instant now) {
        if (header == null) {
            return null;
        }
        String text = header.strip();
        if (text.matches("[0-9]{1,18}")) {
            return bounded(Duration.ofSeconds(Math.min(Long.parseLong(text), MOST.toSeconds())));
        }
        if (text.matches("[0-9]+")) {
            return MOST;
        }
        try {
            var when = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME);
            return bounded(Duration.between(now, when.toInstant()));
        } catch (DateTimeException noDate) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MOST) > 0 ? MOST : wait;
    }
}
