package dev.triggo.campaign;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;

/** How long campaigns are: short in every check, whole by {@code ./dev campaign}. */
public final class Scale {
    private Scale() {}

    public static int of(int quick, int whole) {
        return isWhole() ? whole : quick;
    }

    /**
     * So that a campaign on a slow machine still ends with its judgement: no round begins later than so many minutes after
     * its beginning, unless {@code -Dminutes=} says otherwise.
     */
    public static Duration atMost(int minutes) {
        return Duration.ofMinutes(Integer.getInteger("minutes", minutes));
    }

    /** What a whole campaign asks of the time that something took. */
    public static void assertInTime(long tookMs, long mostMs, String what) {
        assertTrue(!isWhole() || tookMs < mostMs, () -> what + " after " + tookMs + " ms");
    }

    /** Times decide nothing in a check, whose machine may be busy with anything. */
    public static boolean isWhole() {
        return "full".equals(System.getProperty("campaign.scale"));
    }
}
