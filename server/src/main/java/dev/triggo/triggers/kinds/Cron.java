package dev.triggo.triggers.kinds;

import com.cronutils.model.definition.CronDefinition;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import dev.triggo.kernel.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cron expression in a time zone.
 *
 * <p>What the clocks do: a time that they leave out is at the moment when they go on ({@code 30 2 * * *} fires at 03:00 on
 * that day); a time that they show twice is the first of the two. Where the hour is {@code *}, every hour that passes is
 * one: none is left out, none is made up.
 */
final class Cron {
    private static final CronDefinition FIELDS = CronDefinitionBuilder.defineCron()
            .withMinutes()
            .withStrictRange()
            .and()
            .withHours()
            .withStrictRange()
            .and()
            .withDayOfMonth()
            .withStrictRange()
            .and()
            .withMonth()
            .withStrictRange()
            .and()
            .withDayOfWeek()
            .withValidRange(0, 7)
            .withMondayDoWValue(1)
            .withIntMapping(7, 0)
            .withStrictRange()
            .and()
            .instance();

    private static final LocalDateTime SOME_TIME = LocalDateTime.of(2024, 1, 1, 0, 0);
    /** No clock was ever put on or back by more. */
    private static final Duration LONGEST_CHANGE = Duration.ofHours(25);

    private final ExecutionTime times;
    private final ZoneRules rules;
    private final boolean everyHour;

    private Cron(ExecutionTime times, ZoneRules rules, boolean everyHour) {
        this.times = times;
        this.rules = rules;
        this.everyHour = everyHour;
    }

    /** Throws IllegalArgumentException, with a sentence, for what is no cron expression of five fields. */
    static Cron of(String expression, ZoneId zone) {
        if (!expression.chars().allMatch(c -> c < 0x7f)) {
            throw new IllegalArgumentException("A cron expression is written in plain ASCII.");
        }
        String[] fields = expression.strip().split("\\s+");
        if (fields.length != 5) {
            throw new IllegalArgumentException(
                    "A cron expression has five fields (minute, hour, day of month, month, day of"
                            + " week); this one has " + fields.length + ".");
        }
        ExecutionTime times = ExecutionTime.forCron(new CronParser(FIELDS).parse(String.join(" ", fields)));
        return new Cron(times, zone.getRules(), fields[1].equals("*"));
    }

    /** All that is wrong with the expression and the zone of a config. */
    static List<TriggerKind.Fault> faults(Json.Obj config) {
        var faults = new ArrayList<TriggerKind.Fault>();
        String zone = config.text("timezone");
        if (zone != null && !ZoneId.getAvailableZoneIds().contains(zone)) {
            faults.add(new TriggerKind.Fault(
                    "/config/timezone",
                    "unknown_timezone",
                    "There is no such time zone: write one as UTC, Europe/Berlin, America/New_York."));
        }
        String expression = config.text("cron");
        if (expression != null) {
            String fault = fault(expression);
            if (fault != null) {
                faults.add(new TriggerKind.Fault("/config/cron", "bad_cron", fault));
            }
        }
        return faults;
    }

    private static @Nullable String fault(String expression) {
        try {
            Cron cron = of(expression, ZoneOffset.UTC);
            return cron.local(SOME_TIME).isPresent()
                    ? null
                    : "There is no such day in any year, so this would never fire.";
        } catch (RuntimeException wrong) {
            String message = String.valueOf(wrong.getMessage());
            return message.startsWith("A cron")
                    ? message
                    : "This is no cron expression: write minute, hour, day of month, month and day of week, as in"
                            + " 0 9 * * MON-FRI.";
        }
    }

    private Optional<LocalDateTime> local(LocalDateTime after) {
        return times.nextExecution(after.atZone(ZoneOffset.UTC)).map(next -> next.toLocalDateTime());
    }

    /** The first firing after this time, in epoch milliseconds; the end of time when there is none. */
    long next(long after) {
        Instant from = Instant.ofEpochMilli(after);
        return (everyHour ? asTimePasses(from) : asClocksShow(from))
                .map(Instant::toEpochMilli)
                .orElse(Long.MAX_VALUE);
    }

    /** From one change of the clocks to the next, each with its own difference to UTC. */
    private Optional<Instant> asTimePasses(Instant after) {
        Instant from = after;
        ZoneOffset offset = rules.getOffset(from);
        while (true) {
            Optional<LocalDateTime> local = local(LocalDateTime.ofInstant(from, offset));
            ZoneOffsetTransition change = rules.nextTransition(from);
            if (local.isEmpty()) {
                return Optional.empty();
            }
            Instant next = local.get().toInstant(offset);
            if (change == null || next.isBefore(change.getInstant())) {
                return Optional.of(next);
            }
            // The moment of the change itself may be one, by the new time.
            from = change.getInstant().minusMillis(1);
            offset = change.getOffsetAfter();
            local = local(LocalDateTime.ofInstant(from, offset));
            if (local.isPresent() && local.get().toInstant(offset).equals(change.getInstant())) {
                return Optional.of(change.getInstant());
            }
            from = change.getInstant();
        }
    }

    private Optional<Instant> asClocksShow(Instant after) {
        ZoneOffsetTransition last = rules.previousTransition(after.plusMillis(1));
        boolean changedLately = last != null && last.getInstant().isAfter(after.minus(LONGEST_CHANGE));
        LocalDateTime local = LocalDateTime.ofInstant(after, rules.getOffset(after));
        Optional<LocalDateTime> candidate = local(changedLately ? local.minus(LONGEST_CHANGE) : local);
        while (candidate.isPresent()) {
            Instant moment = moment(candidate.get());
            if (moment.isAfter(after)) {
                return Optional.of(moment);
            }
            candidate = local(candidate.get());
        }
        return Optional.empty();
    }

    private Instant moment(LocalDateTime local) {
        ZoneOffsetTransition change = rules.getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.toInstant(rules.getValidOffsets(local).getFirst());
    }
}
