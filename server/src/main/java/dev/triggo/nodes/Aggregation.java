package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One operation of an aggregation, ready to be worked out. Arithmetic is exact, and never gives a number that no JSON
 * reader of ours would take back.
 */
record Aggregation(Op op, ItemField field, String name, String separator) {
    /** The largest text that join makes, in characters: what is larger would be no output either. */
    private static final int MAX_TEXT = 1 << 20;

    /** Digits of a quotient that does not end by itself, unless what is divided has more. */
    private static final int QUOTIENT_DIGITS = 34;

    private static final int MAX_CHARACTERS = 400;
    private static final int MAX_EXPONENT = 400;
    /** Up to here zeros are written out: 30 and not 3E+1. */
    private static final int PLAIN_ZEROS = 20;

    /** What can be worked out; the names are those in the config. */
    enum Op {
        COUNT,
        SUM,
        AVG,
        MIN,
        MAX,
        COLLECT,
        JOIN;

        String word() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    static Aggregation of(Json written, String path) {
        if (!(written instanceof Json.Obj operation)) {
            throw Misfit.type(path, "an object with op, field and as", written);
        }
        Op op = op(operation.get("op"), path + "/op");
        Json given = operation.get("field");
        ItemField field = given == null ? ItemField.WHOLE : ItemField.of(given, path + "/field");
        for (String text : List.of("as", "separator")) {
            if (operation.get(text) instanceof Json value && !(value instanceof Json.Str)) {
                throw Misfit.type(path + "/" + text, "a string", value);
            }
        }
        String as = operation.text("as");
        String separator = operation.text("separator");
        return new Aggregation(op, field, name(op.word(), field.text(), as), separator == null ? ", " : separator);
    }

    private static Op op(@Nullable Json written, String path) {
        for (Op op : Op.values()) {
            if (written instanceof Json.Str word && word.value().equals(op.word())) {
                return op;
            }
        }
        throw new Misfit(path, "must be one of count, sum, avg, min, max, collect, join");
    }

    private static String name(String op, String field, @Nullable String as) {
        return as != null ? as : field.isEmpty() ? op : op + "_" + field;
    }

    /** The name that an operation as it is written puts into the result, templates and all; null when it has none. */
    static @Nullable String writtenName(Json.Obj operation) {
        String op = operation.text("op");
        String field = operation.text("field");
        return op == null ? null : name(op, field == null ? "" : field, operation.text("as"));
    }

    /** The result over the items in these places; throws a {@link Misfit} that names the first one it cannot take. */
    Json over(List<Json> items, List<Integer> members) {
        return switch (op) {
            case COUNT -> Json.of(values(items, members).size());
            case SUM -> number(sum(items, members));
            case AVG -> {
                int count = values(items, members).size();
                yield count == 0 ? Json.Null.NULL : number(quotient(sum(items, members), count));
            }
            case MIN -> extreme(items, members, -1);
            case MAX -> extreme(items, members, 1);
            case COLLECT -> Json.array(values(items, members));
            case JOIN -> join(items, members);
        };
    }

    private List<Json> values(List<Json> items, List<Integer> members) {
        var values = new ArrayList<Json>();
        for (int member : members) {
            Json value = field.in(items.get(member));
            if (value != Json.Null.NULL) {
                values.add(value);
            }
        }
        return values;
    }

    private BigDecimal sum(List<Json> items, List<Integer> members) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int member : members) {
            Json value = field.in(items.get(member));
            if (value instanceof Json.Num number) {
                sum = sum.add(number.value());
            } else if (value != Json.Null.NULL) {
                throw misfit(member, "must be a number for " + op.word() + " but is " + Misfit.kindOf(value));
            }
        }
        return sum;
    }

    /** The first of the smallest, or of the largest. */
    private Json extreme(List<Json> items, List<Integer> members, int wanted) {
        Json best = Json.Null.NULL;
        for (int member : members) {
            Json value = field.in(items.get(member));
            if (value == Json.Null.NULL) {
                continue;
            }
            if (!(value instanceof Json.Num || value instanceof Json.Str)) {
                throw misfit(member, "must be a number or a text for " + op.word() + " but is " + Misfit.kindOf(value));
            }
            if (best == Json.Null.NULL) {
                best = value;
            } else if (compare(value, best, member) * wanted > 0) {
                best = value;
            }
        }
        return best;
    }

    private int compare(Json value, Json best, int member) {
        if (value instanceof Json.Num one && best instanceof Json.Num other) {
            return Integer.signum(one.value().compareTo(other.value()));
        }
        if (value instanceof Json.Str one && best instanceof Json.Str other) {
            return Integer.signum(Operators.byCodePoint(one.value(), other.value()));
        }
        throw misfit(
                member,
                "is " + Misfit.kindOf(value) + " and one before it is " + Misfit.kindOf(best) + ": " + op.word()
                        + " compares numbers with numbers and texts with texts");
    }

    private Json join(List<Json> items, List<Integer> members) {
        var text = new StringBuilder();
        boolean first = true;
        for (int member : members) {
            Json value = field.in(items.get(member));
            if (value == Json.Null.NULL) {
                continue;
            }
            text.append(first ? "" : separator)
                    .append(value instanceof Json.Str string ? string.value() : value.write());
            first = false;
            if (text.length() > MAX_TEXT) {
                throw misfit(member, "makes the joined text longer than 1 MiB; join less");
            }
        }
        return Json.of(text.toString());
    }

    private Json number(BigDecimal value) {
        Json.Num number = shortest(value);
        if (number == null) {
            throw new Misfit(
                    "/config/items",
                    "gives a " + op.word() + " of more than 400 characters or beyond 1e400, which is no number that can"
                            + " be kept: look at the largest and smallest of them");
        }
        return number;
    }

    private Misfit misfit(int member, String what) {
        return new Misfit(field.at(member), what);
    }

    /** Exact where the quotient ends, else rounded half to even. */
    private static BigDecimal quotient(BigDecimal sum, long count) {
        var divisor = BigDecimal.valueOf(count);
        try {
            return sum.divide(divisor);
        } catch (ArithmeticException endless) {
            int digits = Math.max(QUOTIENT_DIGITS, sum.precision());
            return sum.divide(divisor, new MathContext(digits, RoundingMode.HALF_EVEN));
        }
    }

    /** The number in its shortest form, or null when it has more digits or a larger exponent than a number may have. */
    private static Json.@Nullable Num shortest(BigDecimal value) {
        BigDecimal stripped = value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
        if (stripped.scale() < 0 && stripped.scale() >= -PLAIN_ZEROS) {
            stripped = stripped.setScale(0);
        }
        long exponent = (long) stripped.precision() - stripped.scale() - 1;
        String text = stripped.toString();
        return text.length() > MAX_CHARACTERS || Math.abs(exponent) > MAX_EXPONENT ? null : new Json.Num(text);
    }
}
