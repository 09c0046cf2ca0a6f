package dev.triggo.schema;

import dev.triggo.kernel.Json;
import java.math.BigDecimal;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Our values as the library's, and back to text. Equal numbers become equal nodes, however they were written. */
final class Nodes {
    private static final JsonNodeFactory FACTORY = JsonNodeFactory.instance;
    private static final int LONG_DIGITS = 18;

    private Nodes() {}

    static JsonNode of(Json value) {
        return switch (value) {
            case Json.Obj o -> {
                ObjectNode node = FACTORY.objectNode();
                o.fields().forEach((name, field) -> node.set(name, of(field)));
                yield node;
            }
            case Json.Arr a -> {
                ArrayNode node = FACTORY.arrayNode(a.items().size());
                a.items().forEach(item -> node.add(of(item)));
                yield node;
            }
            case Json.Str s -> FACTORY.stringNode(s.value());
            case Json.Num n -> number(n);
            case Json.Bool b -> FACTORY.booleanNode(b == Json.Bool.TRUE);
            case Json.Null n -> FACTORY.nullNode();
        };
    }

    /** As {@link #of(Json)}, with the values at these JSON Pointers left open: every keyword lets them pass. */
    static JsonNode withOpen(Json value, Set<String> open, String at) {
        if (open.contains(at)) {
            // Each one differs from all others, so that a list of them has no equal items.
            return FACTORY.pojoNode(at);
        }
        return switch (value) {
            case Json.Obj o -> {
                ObjectNode node = FACTORY.objectNode();
                o.fields()
                        .forEach((name, field) ->
                                node.set(name, withOpen(field, open, at + "/" + Pointers.escape(name))));
                yield node;
            }
            case Json.Arr a -> {
                ArrayNode node = FACTORY.arrayNode(a.items().size());
                for (int i = 0; i < a.items().size(); i++) {
                    node.add(withOpen(a.items().get(i), open, at + "/" + i));
                }
                yield node;
            }
            case Json.Str s -> of(s);
            case Json.Num n -> of(n);
            case Json.Bool b -> of(b);
            case Json.Null n -> of(n);
        };
    }

    private static JsonNode number(Json.Num number) {
        String literal = number.literal();
        if (literal.length() <= LONG_DIGITS && isPlainInteger(literal)) {
            return FACTORY.numberNode(Long.parseLong(literal));
        }
        BigDecimal value = number.value();
        if (value.signum() == 0) {
            return FACTORY.numberNode(0L);
        }
        BigDecimal stripped = value.stripTrailingZeros();
        if (stripped.scale() > 0) {
            return FACTORY.numberNode(stripped);
        }
        // Not as a BigInteger: writing out and comparing all digits of 1e399 would take long.
        return stripped.precision() - stripped.scale() <= LONG_DIGITS
                ? FACTORY.numberNode(stripped.longValueExact())
                : FACTORY.numberNode(stripped);
    }

    private static boolean isPlainInteger(String literal) {
        for (int i = literal.charAt(0) == '-' ? 1 : 0; i < literal.length(); i++) {
            if (literal.charAt(i) < '0' || literal.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    /** The same text for equal nodes and for no others. */
    static String canonical(JsonNode node) {
        if (!node.isContainer()) {
            return scalar(node);
        }
        var out = new StringBuilder();
        append(out, node);
        return out.toString();
    }

    private static void append(StringBuilder out, JsonNode node) {
        if (node.isObject()) {
            var sorted = new TreeMap<String, JsonNode>();
            node.properties().forEach(field -> sorted.put(field.getKey(), field.getValue()));
            out.append('{');
            sorted.forEach((name, value) -> {
                out.append(name.length()).append(':').append(name);
                append(out, value);
                out.append(',');
            });
            out.append('}');
        } else if (node.isArray()) {
            out.append('[');
            node.forEach(item -> {
                append(out, item);
                out.append(',');
            });
            out.append(']');
        } else {
            out.append(scalar(node));
        }
    }

    /** Texts carry their length, so that nothing in them can look like something else. */
    private static String scalar(JsonNode node) {
        String text = node.isNull() ? "null" : node.asString();
        return node.isString() ? text.length() + ":" + text : (node.isPojo() ? "open " : "") + text;
    }

    /** About as many characters as the node has as JSON text; the library's own writing of text loads much for it. */
    static int size(JsonNode node) {
        int size = 2;
        if (node.isObject()) {
            for (var field : node.properties()) {
                size += field.getKey().length() + 4 + size(field.getValue());
            }
            return size;
        }
        if (node.isArray()) {
            for (JsonNode item : node) {
                size += 1 + size(item);
            }
            return size;
        }
        return size + (node.isString() ? node.stringValue().length() : 4);
    }
}
