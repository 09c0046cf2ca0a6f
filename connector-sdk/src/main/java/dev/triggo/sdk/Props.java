package dev.triggo.sdk;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The input of a call, read by type. Reading something as what it is not is a {@code VALIDATION_ERROR}. */
public final class Props {
    private final Map<String, @Nullable Object> values;

    /** Over a checked input with its defaults. */
    public Props(Map<String, @Nullable Object> values) {
        this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    /** True when there is a value that is not null. */
    public boolean has(String name) {
        return values.get(name) != null;
    }

    /** True when the field is there, also when it is null. */
    public boolean contains(String name) {
        return values.containsKey(name);
    }

    /** The value as it is; null when there is none. */
    public @Nullable Object value(String name) {
        return values.get(name);
    }

    /** The text; a {@code VALIDATION_ERROR} when there is none. */
    public String text(String name) throws ConnectorError {
        if (values.get(name) instanceof String text) {
            return text;
        }
        throw wrong(name, "text");
    }

    /** The text, or this one when there is none. */
    public String text(String name, String otherwise) throws ConnectorError {
        return has(name) ? text(name) : otherwise;
    }

    /** The number; a {@code VALIDATION_ERROR} when there is none. */
    public BigDecimal number(String name) throws ConnectorError {
        if (values.get(name) instanceof Number number) {
            return number instanceof BigDecimal d ? d : new BigDecimal(number.toString());
        }
        throw wrong(name, "a number");
    }

    /** The whole number, or this one when there is none. */
    public long integer(String name, long otherwise) throws ConnectorError {
        if (!has(name)) {
            return otherwise;
        }
        try {
            return number(name).longValueExact();
        } catch (ArithmeticException notWhole) {
            throw wrong(name, "a whole number");
        }
    }

    /** The boolean, or this one when there is none. */
    public boolean flag(String name, boolean otherwise) throws ConnectorError {
        if (!has(name)) {
            return otherwise;
        }
        if (values.get(name) instanceof Boolean flag) {
            return flag;
        }
        throw wrong(name, "true or false");
    }

    /** The object's fields; empty when there is none. */
    public Map<String, @Nullable Object> object(String name) throws ConnectorError {
        if (!has(name)) {
            return Map.of();
        }
        if (values.get(name) instanceof Map<?, ?> map) {
            var fields = new LinkedHashMap<String, @Nullable Object>();
            map.forEach((key, value) -> fields.put(String.valueOf(key), value));
            return fields;
        }
        throw wrong(name, "an object");
    }

    /** The list; empty when there is none. */
    public List<? extends @Nullable Object> list(String name) throws ConnectorError {
        if (!has(name)) {
            return List.of();
        }
        if (values.get(name) instanceof List<?> list) {
            return list;
        }
        throw wrong(name, "a list");
    }

    private static ConnectorError wrong(String name, String wanted) {
        return new ConnectorError(ErrorCode.VALIDATION_ERROR, "%s must be %s.".formatted(name, wanted));
    }
}
