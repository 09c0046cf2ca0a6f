package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Arithmetic on JSON numbers: exact, and never with a result that no JSON reader of ours would take back. */
final class Decimals {
    /** Digits of a quotient that does not end by itself, unless what is divided has more. */
    private static final int QUOTIENT_DIGITS = 34;

    private static final int MAX_CHARACTERS = 400;
    private static final int MAX_EXPONENT = 400;
    /** Up to here zeros are written out: 30 and not 3E+1. */
    private static final int PLAIN_ZEROS = 20;

    private Decimals() {}

    /** Exact where the quotient ends, else rounded half to even. */
    static BigDecimal quotient(BigDecimal sum, long count) {
        var divisor = BigDecimal.valueOf(count);
        try {
            return sum.divide(divisor);
        } catch (ArithmeticException endless) {
            int digits = Math.max(QUOTIENT_DIGITS, sum.precision());
            return sum.divide(divisor, new MathContext(digits, RoundingMode.HALF_EVEN));
        }
    }

    /** The number in its shortest form, or null when it has more digits or a larger exponent than a number may have. */
    static Json.@Nullable Num number(BigDecimal value) {
        BigDecimal shortest = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (shortest.scale() < 0 && shortest.scale() >= -PLAIN_ZEROS) {
            shortest = shortest.setScale(0);
        }
        long exponent = (long) shortest.precision() - shortest.scale() - 1;
        String text = shortest.toString();
        return text.length() > MAX_CHARACTERS || Math.abs(exponent) > MAX_EXPONENT ? null : new Json.Num(text);
    }
}
