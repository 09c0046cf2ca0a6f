package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as the plain values of the SDK. */
final class PlainValues {
    private static final int LONG_DIGITS = 18;

    private PlainValues() {}

    static @Nullable Object of(@Nullable Json value) {
        return switch (value) {
            case null -> null;
            case Json.Obj object -> map(object);
            case Json.Arr array -> {
                var items = new ArrayList<@Nullable Object>(array.items().size());
                array.items().forEach(item -> items.add(of(item)));
                yield items;
            }
            case Json.Str text -> text.value();
            case Json.Num number -> number(number);
            case Json.Bool flag -> flag == Json.Bool.TRUE;
            case Json.Null none -> null;
        };
    }

    static Map<String, @Nullable Object> map(Json.Obj object) {
        var fields = new LinkedHashMap<String, @Nullable Object>();
        object.fields().forEach((name, value) -> fields.put(name, of(value)));
        return fields;
    }

    /** A schema has no member that is null: what would be one is inside of lists. */
    static Map<String, Object> schema(Json.Obj schema) {
        var fields = new LinkedHashMap<String, Object>();
        schema.fields().forEach((name, value) -> {
            Object plain = of(value);
            if (plain != null) {
                fields.put(name, plain);
            }
        });
        return fields;
    }

    private static Object number(Json.Num number) {
        String literal = number.literal();
        boolean whole =
                literal.length() <= LONG_DIGITS && literal.chars().allMatch(c -> c == '-' || (c >= '0' && c <= '9'));
        return whole ? (Object) Long.valueOf(literal) : number.value();
    }

    /** A plain value as the text that addresses, headers and forms hold; null for a list or an object. */
    static @Nullable String text(@Nullable Object value) {
        return switch (value) {
            case null -> "";
            case List<?> list -> null;
            case Map<?, ?> map -> null;
            case java.math.BigDecimal number -> number.toPlainString();
            case Object other -> other.toString();
        };
    }
}
