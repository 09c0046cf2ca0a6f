package dev.triggo.kernel;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value: immutable, safe to share between threads. Object fields keep the order in which they were written.
 *
 * <p>Reading is strict (RFC 8259, UTF-8, no duplicate keys, no byte order mark) and bounded ({@link #MAX_DEPTH}, numbers
 * of at most 400 characters with an exponent between -400 and 400), so that no value that was read can make later code
 * slow. A number keeps the text it was written with and is compared by value.
 */
public sealed interface Json {
    /** Containers inside containers; deeper input is refused with {@code BAD_REQUEST}. */
    int MAX_DEPTH = 200;

    Obj EMPTY_OBJECT = new Obj(Map.of());
    Arr EMPTY_ARRAY = new Arr(List.of());

    record Obj(Map<String, Json> fields) implements Json {
        /** The field's value, or null when the object has no such field. */
        public @Nullable Json get(String name) {
            return fields.get(name);
        }

        /** The field's text, or null when it is absent or no string. */
        public @Nullable String text(String name) {
            return fields.get(name) instanceof Str s ? s.value() : null;
        }

        public boolean has(String name) {
            return fields.containsKey(name);
        }

        /** This object with one field more, or with that field's value replaced in place. */
        public Obj with(String name, Json value) {
            var copy = new LinkedHashMap<>(fields);
            copy.put(name, value);
            return new Obj(Collections.unmodifiableMap(copy));
        }

        public Obj without(String name) {
            if (!has(name)) {
                return this;
            }
            var copy = new LinkedHashMap<>(fields);
            copy.remove(name);
            return new Obj(Collections.unmodifiableMap(copy));
        }

        @Override
        public String toString() {
            return write();
        }
    }

    record Arr(List<Json> items) implements Json {
        @Override
        public String toString() {
            return write();
        }
    }

    record Str(String value) implements Json {
        @Override
        public String toString() {
            return write();
        }
    }

    /** A number as its JSON text. Equal when the values are equal: {@code 1.0} equals {@code 1} and {@code 10e-1}. */
    record Num(String literal) implements Json {
        public BigDecimal value() {
            return new BigDecimal(literal);
        }

        /** The value as an int, or null when it is not a whole number of that size. */
        public @Nullable Integer asInt() {
            Long value = asLong();
            return value != null && value == value.intValue() ? Integer.valueOf(value.intValue()) : null;
        }

        /** The value as a long, or null when it is not a whole number of that size. */
        public @Nullable Long asLong() {
            try {
                return value().longValueExact();
            } catch (ArithmeticException notWhole) {
                return null;
            }
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Num n && (literal.equals(n.literal) || value().compareTo(n.value()) == 0);
        }

        @Override
        public int hashCode() {
            return value().signum() == 0 ? 0 : value().stripTrailingZeros().hashCode();
        }

        @Override
        public String toString() {
            return literal;
        }
    }

    enum Bool implements Json {
        TRUE,
        FALSE;

        @Override
        public String toString() {
            return this == TRUE ? "true" : "false";
        }
    }

    enum Null implements Json {
        NULL;

        @Override
        public String toString() {
            return "null";
        }
    }

    static Str of(String value) {
        return new Str(value);
    }

    static Num of(long value) {
        return new Num(Long.toString(value));
    }

    static Num of(BigDecimal value) {
        return new Num(value.toString());
    }

    static Bool of(boolean value) {
        return value ? Bool.TRUE : Bool.FALSE;
    }

    static Json ofNullable(@Nullable String value) {
        return value == null ? Null.NULL : of(value);
    }

    static Arr array(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    static Arr strings(Iterable<String> items) {
        var list = new java.util.ArrayList<Json>();
        items.forEach(item -> list.add(of(item)));
        return array(list);
    }

    /** An object being built; fields keep the order in which they are put. */
    static Builder object() {
        return new Builder();
    }

    /** Reads one JSON document. Throws {@code BAD_REQUEST} that says what is wrong, on which line and column. */
    static Json parse(String text) {
        return JsonReader.read(text);
    }

    /** As {@link #parse(String)}, from UTF-8 bytes; bytes that are not UTF-8 are refused, never replaced. */
    static Json parse(byte[] utf8) {
        return JsonReader.read(utf8);
    }

    /** Compact JSON text, fields in their own order. */
    default String write() {
        return JsonWriter.write(this);
    }

    /** Appends what {@link #write} gives. */
    default void writeTo(StringBuilder out) {
        JsonWriter.append(out, this, false);
    }

    /** The same text for equal values: keys sorted by code unit, numbers in one normal form. Used for hashes. */
    default String canonical() {
        return JsonWriter.canonical(this);
    }

    final class Builder {
        private final LinkedHashMap<String, Json> fields = new LinkedHashMap<>();

        public Builder put(String name, Json value) {
            fields.put(name, value);
            return this;
        }

        public Builder put(String name, String value) {
            return put(name, of(value));
        }

        public Builder put(String name, long value) {
            return put(name, of(value));
        }

        public Builder put(String name, boolean value) {
            return put(name, of(value));
        }

        /** Puts the field only when there is a value. */
        public Builder putIf(String name, @Nullable Json value) {
            return value == null ? this : put(name, value);
        }

        /** Puts the field only when there is a text. */
        public Builder putIf(String name, @Nullable String value) {
            return value == null ? this : put(name, value);
        }

        public Obj build() {
            return new Obj(Collections.unmodifiableMap(fields));
        }
    }
}
