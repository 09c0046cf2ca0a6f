package dev.triggo.template;

import com.dashjoin.jsonata.Jsonata;
import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our values as the library's, and back, with the result bounded in size and depth. */
final class JsonataValues {
    private static final int LARGEST = 1024 * 1024;
    private static final int PUNCTUATION = 3;
    private static final double LARGEST_WHOLE = 1e15;

    private int left = LARGEST;

    private JsonataValues() {}

    static @Nullable Object of(String root, Json value) {
        @Nullable Object converted = of(value);
        if (!root.equals(Trigger.ROOT) || !(converted instanceof Map<?, ?> fields)) {
            return converted;
        }
        return new OuterMap(fields);
    }

    private static @Nullable Object of(Json value) {
        return switch (value) {
            case Json.Obj o -> {
                var map = LinkedHashMap.<String, @Nullable Object>newLinkedHashMap(
                        o.fields().size());
                o.fields().forEach((name, field) -> map.put(name, of(field)));
                yield map;
            }
            case Json.Arr a -> {
                var list = new ArrayList<@Nullable Object>(a.items().size());
                a.items().forEach(item -> list.add(of(item)));
                yield list;
            }
            case Json.Str s -> s.value();
            case Json.Num n -> number(n);
            case Json.Bool b -> b == Json.Bool.TRUE;
            case Json.Null n -> null;
        };
    }

    private static Number number(Json.Num number) {
        Integer small = number.asInt();
        if (small != null) {
            return small;
        }
        Long large = number.asLong();
        return large != null ? (Number) large : (Number) number.value().doubleValue();
    }

    static Json toJson(@Nullable Object result) {
        return new JsonataValues().json(result, 0);
    }

    private Json json(@Nullable Object value, int depth) {
        if (depth > Json.MAX_DEPTH) {
            throw new TemplateException("The expression gives a value that is nested too deeply.");
        }
        take(PUNCTUATION);
        if (value == null || value.equals(Jsonata.NULL_VALUE)) {
            return Json.Null.NULL;
        }
        return switch (value) {
            case String text -> {
                take(text.length());
                yield Json.of(text);
            }
            case Boolean flag -> Json.of(flag);
            case Number number -> number(number);
            case Map<?, ?> map -> {
                var fields = LinkedHashMap.<String, Json>newLinkedHashMap(map.size());
                map.forEach((name, field) -> {
                    String text = String.valueOf(name);
                    take(text.length());
                    fields.put(text, json(field, depth + 1));
                });
                yield new Json.Obj(Collections.unmodifiableMap(fields));
            }
            case List<?> list -> {
                var items = new ArrayList<Json>();
                for (Object item : list) {
                    items.add(json(item, depth + 1));
                }
                yield new Json.Arr(Collections.unmodifiableList(items));
            }
            default -> throw new TemplateException("The expression gives a function, not a value.");
        };
    }

    private static Json number(Number number) {
        if (number instanceof Integer || number instanceof Long) {
            return Json.of(number.longValue());
        }
        double value = number.doubleValue();
        if (!Double.isFinite(value)) {
            throw new TemplateException("The expression gives a number that is out of range.");
        }
        if (value == Math.rint(value) && Math.abs(value) < LARGEST_WHOLE) {
            return Json.of((long) value);
        }
        return Json.of(BigDecimal.valueOf(value));
    }

    private void take(int characters) {
        left -= characters;
        if (left < 0) {
            throw new TemplateException("The expression gives more than 1 MiB.");
        }
    }

    /** The trigger's value, which answers to {@code output} and {@code body} as {@link Trigger} says; lists neither. */
    private static final class OuterMap extends LinkedHashMap<String, @Nullable Object> {
        private static final long serialVersionUID = 1L;

        OuterMap(Map<?, ?> fields) {
            fields.forEach((name, value) -> put(String.valueOf(name), value));
        }

        @Override
        public @Nullable Object get(@Nullable Object key) {
            return super.containsKey(key) || !Trigger.OUTER.contains(String.valueOf(key)) ? super.get(key) : this;
        }
    }
}
