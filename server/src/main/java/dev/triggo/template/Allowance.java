package dev.triggo.template;

import dev.triggo.kernel.Json;

/**
 * What the expressions of one step may compute together, counted as {@link Meter} counts for a single one: a step that
 * only computes has a thread of the server to itself meanwhile, and may have thousands of expressions, or items.
 */
public final class Allowance {
    static final long UNITS = 8L * Meter.UNITS;

    /** Making a value ready for an expression costs less than a step of it. */
    private static final int VALUES_PER_UNIT = 16;

    private long left = UNITS;

    void take(long units) {
        left -= units;
        if (left < 0) {
            throw new TemplateException(
                    "The expressions of the step together take more than %,d steps; work on less data, or split the step."
                            .formatted(UNITS));
        }
    }

    /** Before an expression gets this value, all of which is made ready for it. */
    void takeRoot(Json value) {
        take(1 + values(value) / VALUES_PER_UNIT);
    }

    private static long values(Json value) {
        return switch (value) {
            case Json.Arr a -> {
                long all = 1;
                for (Json item : a.items()) {
                    all += values(item);
                }
                yield all;
            }
            case Json.Obj o -> {
                long all = 1;
                for (Json field : o.fields().values()) {
                    all += values(field);
                }
                yield all;
            }
            case Json.Str s -> 1;
            case Json.Num n -> 1;
            case Json.Bool b -> 1;
            case Json.Null n -> 1;
        };
    }
}
