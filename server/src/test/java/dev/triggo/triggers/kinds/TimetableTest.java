package dev.triggo.triggers.kinds;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {
    private static Timetable cron(String expression, String zone) {
        return Timetable.of(Json.object()
                .put("mode", "cron")
                .put("cron", expression)
                .put("timezone", zone)
                .build());
    }

    /** From, and the firings that follow it; quotes because of the spaces. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            0 9 * * MON-FRI  | UTC              | 2026-11-27T09:00:00Z | 2026-11-30T09:00:00Z 2026-12-01T09:00:00Z
            */15 * * * *     | UTC              | 2026-11-27T09:59:59Z | 2026-11-27T10:00:00Z 2026-11-27T10:15:00Z
            0 0 29 2 *       | UTC              | 2026-01-01T00:00:00Z | 2028-02-29T00:00:00Z 2032-02-29T00:00:00Z
            0 0 * * 7        | UTC              | 2026-11-27T00:00:00Z | 2026-11-29T00:00:00Z 2026-12-06T00:00:00Z
            0 0 * * 0        | UTC              | 2026-11-27T00:00:00Z | 2026-11-29T00:00:00Z 2026-12-06T00:00:00Z
            0 0 13 * FRI     | UTC              | 2026-11-09T00:00:00Z | 2026-11-13T00:00:00Z 2026-11-20T00:00:00Z
            0 9 * * *        | Asia/Kolkata     | 2026-11-27T00:00:00Z | 2026-11-27T03:30:00Z 2026-11-28T03:30:00Z
            30 2 * * *       | Europe/Berlin    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:30:00Z
            30 2 * * *       | Europe/Berlin    | 2026-10-24T12:00:00Z | 2026-10-25T00:30:00Z 2026-10-26T01:30:00Z
            30 2 * * *       | America/New_York | 2026-03-07T12:00:00Z | 2026-03-08T07:00:00Z 2026-03-09T06:30:00Z
            30 1 * * *       | America/New_York | 2026-10-31T12:00:00Z | 2026-11-01T05:30:00Z 2026-11-02T06:30:00Z
            15 2 * * *       | Australia/Lord_Howe | 2026-10-03T00:00:00Z | 2026-10-03T15:30:00Z 2026-10-04T15:15:00Z
            */20 2 * * *     | Europe/Berlin    | 2026-03-28T12:00:00Z | 2026-03-29T01:00:00Z 2026-03-30T00:00:00Z
            30 * * * *       | Europe/Berlin    | 2026-03-29T00:00:00Z | 2026-03-29T00:30:00Z 2026-03-29T01:30:00Z 2026-03-29T02:30:00Z
            30 * * * *       | Europe/Berlin    | 2026-10-25T00:00:00Z | 2026-10-25T00:30:00Z 2026-10-25T01:30:00Z 2026-10-25T02:30:00Z
            0 * * * *        | Europe/Berlin    | 2026-03-29T00:30:00Z | 2026-03-29T01:00:00Z 2026-03-29T02:00:00Z
            0 12 * * *       | Pacific/Apia     | 2011-12-29T23:00:00Z | 2011-12-30T10:00:00Z 2011-12-30T22:00:00Z
            """)
    void firesWhenTheClocksSaySo(String expression, String zone, String from, String expected) {
        List<String> wanted = List.of(expected.split(" "));
        Timetable table = cron(expression, zone);
        long after = Instant.parse(from).toEpochMilli();
        assertEquals(
                wanted,
                table.from(table.next(after, after), wanted.size()).stream()
                        .map(time -> Instant.ofEpochMilli(time).toString())
                        .toList());
    }

    @Test
    void intervalsKeepTheirPhase() {
        Timetable table = Timetable.of((Json.Obj) Json.parse("{\"mode\":\"interval\",\"seconds\":60}"));
        assertEquals(60_500, table.next(500, 500));
        assertEquals(120_500, table.next(60_500, 60_500));
        assertEquals(180_500, table.next(60_500, 150_000));
        assertEquals(240_500, table.next(60_500, 180_500));
        assertEquals(60_500, table.next(500, 0));
        assertEquals(List.of(60L, 60_060L, 120_060L), table.from(60, 3));
    }

    /** Whatever the expression and the zone: firings come one after the other, and asking from anywhere finds the same. */
    @Test
    void nothingIsSkippedOrDoubledFromWhereverItIsAsked() {
        var random = new Random(7);
        List<String> zones = List.of("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Tehran");
        List<String> hours = List.of("*", "1", "2", "3", "*/6", "0-5", "2,14");
        for (int round = 0; round < 60; round++) {
            String expression = random.nextInt(60) + " " + hours.get(random.nextInt(hours.size())) + " * * *";
            Timetable table = cron(expression, zones.get(random.nextInt(zones.size())));
            long after = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli() + random.nextLong(300L * 86_400_000);
            List<Long> firings = table.from(table.next(after, after), 60);
            for (int i = 1; i < firings.size(); i++) {
                long before = firings.get(i - 1);
                long then = firings.get(i);
                assertTrue(then > before, expression);
                long between = before + 1 + random.nextLong(then - before);
                assertEquals(
                        between == then ? table.next(then, then) : then,
                        table.next(between, between),
                        () -> expression + " asked at " + Times.iso(between));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "* * * *",
                "* * * * * *",
                "@daily",
                "60 * * * *",
                "* 24 * * *",
                "* * 0 * *",
                "* * 32 * *",
                "* * * 13 *",
                "* * * * 8",
                "*/0 * * * *",
                "0 0 30 2 *",
                "0 0 31 4,6 *",
                "{{trigger.x}} * * * *",
                "a b c d e",
                "5-1 * * * *",
                "１ * * * *",
                "0\u00a0* * * *",
                "@every 1s",
                "0 0 * * 5#6",
                "0 0 29-31 2 *x"
            })
    void whatNeverFiresOrIsNoCronIsRefused(String expression) {
        var config = Json.object().put("mode", "cron").put("cron", expression).build();
        assertEquals(
                List.of("/config/cron"),
                new Schedule()
                        .check(config, false).stream()
                                .map(TriggerKind.Fault::path)
                                .toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Olympus", "+02:00", "", "europe/berlin", "EST5"})
    void aZoneThatIsNoneIsRefused(String zone) {
        var config = Json.object()
                .put("mode", "cron")
                .put("cron", "0 0 * * *")
                .put("timezone", zone)
                .build();
        assertEquals(
                List.of("/config/timezone"),
                new Schedule()
                        .check(config, false).stream()
                                .map(TriggerKind.Fault::path)
                                .toList());
    }
}
