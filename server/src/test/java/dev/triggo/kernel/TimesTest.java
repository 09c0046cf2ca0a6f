package dev.triggo.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimesTest {
    private static final DateTimeFormatter OF_THE_JDK =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    @Test
    void everyTimeIsAsTheJdkWritesIt() {
        var random = new Random(4711);
        for (int i = 0; i < 100_000; i++) {
            // Around now one after the other, and from the year 0 to 9999 at random.
            long time = i % 2 == 0
                    ? 1_764_194_400_000L + i * 7919L
                    : random.nextLong(-62_167_219_200_000L, 253_402_300_800_000L);
            assertEquals(OF_THE_JDK.format(Instant.ofEpochMilli(time)), Times.iso(time));
        }
    }

    @Test
    void daysEndAndBeginAtMidnight() {
        assertEquals("1970-01-01T00:00:00.000Z", Times.iso(0));
        assertEquals("1969-12-31T23:59:59.999Z", Times.iso(-1));
        assertEquals("2000-02-28T23:59:59.999Z", Times.iso(951_782_399_999L));
        assertEquals("2000-02-29T00:00:00.000Z", Times.iso(951_782_400_000L));
    }
}
