package dev.triggo.triggers.kinds;

import dev.triggo.kernel.Json;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** When a schedule fires. Times are epoch milliseconds. */
public final class Timetable {
    private final @Nullable Cron cron;
    private final long everyMillis;

    private Timetable(@Nullable Cron cron, long everyMillis) {
        this.cron = cron;
        this.everyMillis = everyMillis;
    }

    /** Of a config that was checked. */
    public static Timetable of(Json.Obj config) {
        if ("interval".equals(config.text("mode"))) {
            Long seconds = config.get("seconds") instanceof Json.Num number ? number.asLong() : null;
            return new Timetable(null, (seconds == null ? 86_400 : seconds) * 1_000);
        }
        String zone = config.text("timezone");
        return new Timetable(Cron.of(String.valueOf(config.text("cron")), ZoneId.of(zone == null ? "UTC" : zone)), 0);
    }

    /**
     * The first firing after this time.
     *
     * @param anchor a firing, or when the schedule began: intervals are counted from there
     */
    public long next(long anchor, long after) {
        if (cron != null) {
            return cron.next(after);
        }
        long passed = Math.max(0, Math.floorDiv(after - anchor, everyMillis) + 1);
        return anchor + Math.max(1, passed) * everyMillis;
    }

    /** So many firings, beginning with this one. */
    public List<Long> from(long first, int count) {
        var times = new ArrayList<Long>();
        for (long time = first; times.size() < count && time != Long.MAX_VALUE; time = next(time, time)) {
            times.add(time);
        }
        return times;
    }
}
