package dev.triggo.template;

import com.dashjoin.jsonata.Jsonata;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Counts the work of one evaluation, so that it always ends: each step of the tree costs one unit, and what it gives
 * costs by its size, since the function that takes it next goes through all of it. Counted and not timed, so that the
 * same expression over the same data ends the same way on a busy machine; {@link #UNITS} take about a quarter second.
 */
final class Meter {
    static final int UNITS = 250_000;
    static final int DEEPEST = 400;
    static final int LONGEST_TEXT = 1024 * 1024;

    private static final int ITEMS_PER_UNIT = 4;
    private static final int CHARS_PER_UNIT = 100;

    private final Allowance together;
    private long left = UNITS;
    private int depth;

    private Meter(Allowance together) {
        this.together = together;
    }

    static void install(Jsonata.Frame frame, Allowance together) {
        var meter = new Meter(together);
        frame.setEvaluateEntryCallback((expression, input, environment) -> meter.enter());
        frame.setEvaluateExitCallback((expression, input, environment, result) -> meter.leave(result));
    }

    private void enter() {
        depth++;
        if (depth > DEEPEST) {
            throw new TemplateException("The expression goes deeper than %d levels.".formatted(DEEPEST));
        }
        charge(1);
    }

    private void leave(@Nullable Object result) {
        depth--;
        if (result instanceof List<?> list) {
            charge(list.size() / ITEMS_PER_UNIT);
        } else if (result instanceof Map<?, ?> map) {
            charge(map.size() / ITEMS_PER_UNIT);
        } else if (result instanceof String text) {
            if (text.length() > LONGEST_TEXT) {
                throw new TemplateException("The expression makes a text of more than 1 MiB.");
            }
            charge(text.length() / CHARS_PER_UNIT);
        }
    }

    private void charge(long units) {
        left -= units;
        if (left < 0) {
            throw new TemplateException(
                    "The expression takes more than %,d steps; work on less data.".formatted(UNITS));
        }
        together.take(units);
    }
}
