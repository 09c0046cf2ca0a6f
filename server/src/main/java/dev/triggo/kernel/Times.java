package dev.triggo.kernel;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;

/** Times as callers see them: ISO 8601, UTC, always with milliseconds. In the store a time is epoch milliseconds. */
public final class Times {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd");
    private static final int MILLIS_PER_DAY = 86_400_000;

    /** The day of the last time that was asked for: nearly always that of the next one, and most of the work. */
    private static volatile Day lately = dayOf(0);

    private record Day(long number, String date) {}

    private Times() {}

    public static String iso(long epochMillis) {
        long number = Math.floorDiv(epochMillis, MILLIS_PER_DAY);
        Day day = lately;
        if (day.number != number) {
            day = dayOf(number);
            lately = day;
        }
        int rest = Math.floorMod(epochMillis, MILLIS_PER_DAY);
        var time = new byte[] {'T', 0, 0, ':', 0, 0, ':', 0, 0, '.', 0, 0, 0, 'Z'};
        digits(time, 1, 2, rest / 3_600_000);
        digits(time, 4, 2, rest / 60_000 % 60);
        digits(time, 7, 2, rest / 1000 % 60);
        digits(time, 10, 3, rest % 1000);
        return day.date.concat(new String(time, StandardCharsets.ISO_8859_1));
    }

    private static Day dayOf(long number) {
        return new Day(number, DATE.format(LocalDate.ofEpochDay(number)));
    }

    private static void digits(byte[] into, int from, int count, int value) {
        int rest = value;
        for (int at = from + count - 1; at >= from; at--) {
            into[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
