package dev.triggo.connectors.plain;

import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values to the plain values of the SDK and back. */
public final class Plain {
    /** Below the bound of {@link Json#MAX_DEPTH}, so that what holds an output can be read again. */
    public static final int MAX_DEPTH = 100;

    private static final int MAX_DIGITS = 400;

    private Plain() {}

    public static @Nullable Object of(Json value) {
        return switch (value) {
            case Json.Obj o -> map(o);
            case Json.Arr a -> {
                var items = new ArrayList<@Nullable Object>(a.items().size());
                a.items().forEach(item -> items.add(of(item)));
                yield items;
            }
            case Json.Str s -> s.value();
            case Json.Num n -> number(n);
            case Json.Bool b -> b == Json.Bool.TRUE;
            case Json.Null n -> null;
        };
    }

    public static Map<String, @Nullable Object> map(Json.Obj object) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        object.fields().forEach((name, value) -> fields.put(name, of(value)));
        return fields;
    }

    /** Throws IllegalArgumentException for what has no JSON: other types, infinite numbers, values nested too deep. */
    public static Json toJson(@Nullable Object value) {
        return toJson(value, 0);
    }

    public static Json.Obj object(Map<String, ? extends @Nullable Object> fields) {
        return (Json.Obj) toJson(fields);
    }

    public static int depth(Json value) {
        return switch (value) {
            case Json.Obj o -> 1 + deepest(o.fields().values());
            case Json.Arr a -> 1 + deepest(a.items());
            case Json.Str s -> 0;
            case Json.Num n -> 0;
            case Json.Bool b -> 0;
            case Json.Null n -> 0;
        };
    }

    private static int deepest(Iterable<Json> values) {
        int deepest = 0;
        for (Json value : values) {
            deepest = Math.max(deepest, depth(value));
        }
        return deepest;
    }

    private static Object number(Json.Num number) {
        String literal = number.literal();
        boolean whole = literal.length() < 19 && literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return whole ? (Object) Long.valueOf(literal) : number.value();
    }

    private static Json toJson(@Nullable Object value, int depth) {
        if (depth > MAX_DEPTH + 1) {
            throw new IllegalArgumentException("nested too deep");
        }
        return switch (value) {
            case null -> Json.Null.NULL;
            case String s -> Json.of(s);
            case Boolean b -> Json.of(b.booleanValue());
            case Number n -> literal(n);
            case Map<?, ?> m -> {
                var fields = new LinkedHashMap<String, Json>();
                m.forEach((name, item) -> fields.put((String) name, toJson(item, depth + 1)));
                yield new Json.Obj(Collections.unmodifiableMap(fields));
            }
            case List<?> l -> {
                var items = new ArrayList<Json>(l.size());
                l.forEach(item -> items.add(toJson(item, depth + 1)));
                yield new Json.Arr(Collections.unmodifiableList(items));
            }
            case Object other -> throw new IllegalArgumentException("a value of no JSON type");
        };
    }

    private static Json.Num literal(Number number) {
        return switch (number) {
            case Long l -> Json.of(l.longValue());
            case Integer i -> Json.of(i.longValue());
            case Short s -> Json.of(s.longValue());
            case Byte b -> Json.of(b.longValue());
            case BigInteger i -> literal(new BigDecimal(i));
            // Infinite and undefined numbers have no decimal form: NumberFormatException is an
            // IllegalArgumentException.
            case Double d -> literal(new BigDecimal(d.toString()));
            case Float f -> literal(new BigDecimal(f.toString()));
            case BigDecimal d -> {
                if (d.precision() > MAX_DIGITS || Math.abs((long) d.scale()) > MAX_DIGITS) {
                    throw new IllegalArgumentException("a number out of bounds");
                }
                yield Json.of(d);
            }
            default -> throw new IllegalArgumentException("a number of no JSON type");
        };
    }
}
