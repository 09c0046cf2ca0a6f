package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import java.util.List;
import java.util.Locale;

/**
 * How much a run has taken in and given so far, in characters of JSON, counted over its events and so over every wait,
 * restart and replay. It bounds what a run takes in the journal and in memory, however many steps and items it has.
 *
 * <p>An output counts wherever it is given anew: by a step, a loop, a plan with what it would have sent, or a pin.
 */
public final class Amounts {
    /** All inputs that are kept. */
    static final long MAX_INPUTS = 16L << 20;
    /** One input that is kept. */
    static final long MAX_INPUT = 256L << 10;
    /** All lines that steps have written. */
    public static final long MAX_LINES = 4L << 20;

    /** The field in place of an input that is not kept. */
    public static final String NOT_KEPT = "[not kept]";

    private long inputs;
    private long outputs;
    private long items;
    private long lines;

    public static long of(Json value) {
        return JsonSize.of(value, Long.MAX_VALUE);
    }

    public static long of(List<Json> values) {
        return values.stream().mapToLong(Amounts::of).sum();
    }

    public long outputs() {
        return outputs;
    }

    public long items() {
        return items;
    }

    public long lines() {
        return lines;
    }

    /** The input of a step as it is kept: itself, or a word on its size where that is too much. Nothing but people reads it. */
    public Json.Obj kept(Json.Obj input) {
        long size = of(input);
        if (size <= MAX_INPUT && inputs + size <= MAX_INPUTS) {
            return input;
        }
        String why = size > MAX_INPUT
                ? "more than " + (MAX_INPUT >> 10) + " KiB"
                : "and with those of the steps before it more than " + (MAX_INPUTS >> 20) + " MiB";
        return Json.object()
                .put(NOT_KEPT, String.format(Locale.ROOT, "The step's input had about %,d characters, %s.", size, why))
                .build();
    }

    void input(Json input) {
        inputs += of(input);
    }

    void output(Json output) {
        outputs += of(output);
    }

    void items(List<Json> more) {
        items += of(more);
    }

    void lines(List<String> more) {
        for (String line : more) {
            lines += line.length();
        }
    }
}
