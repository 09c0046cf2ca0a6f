package dev.triggo.connectors.built;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.JsonText;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values as OpenAPI's styles write them. Everything that is not plain is encoded, so that no value leaves its place. */
final class Styles {
    private Styles() {}

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8)
                .replace("+", "%20")
                .replace("*", "%2A")
                .replace("%7E", "~");
    }

    /** What stands in the path for the parameter. */
    static String path(ParameterPlan parameter, @Nullable Object value, JsonText json) throws ConnectorError {
        String style = parameter.style();
        String lead = style.equals("label") ? "." : style.equals("matrix") ? ";" : "";
        String between = parameter.explode() && !lead.isEmpty() ? lead : sign(parameter);
        String name = style.equals("matrix") ? encoded(parameter.name()) + "=" : "";
        if (value instanceof List<?> list) {
            var items = new ArrayList<String>();
            for (Object item : list) {
                items.add((parameter.explode() ? name : "") + inPath(parameter, item, json));
            }
            return lead + (parameter.explode() ? "" : name) + String.join(between, full(parameter, items));
        }
        if (value instanceof Map<?, ?> map) {
            var items = new ArrayList<String>();
            for (var entry : map.entrySet()) {
                items.add(encoded(String.valueOf(entry.getKey()))
                        + (parameter.explode() ? "=" : between)
                        + inPath(parameter, entry.getValue(), json));
            }
            return lead + (parameter.explode() ? "" : name) + String.join(between, full(parameter, items));
        }
        return lead + name + inPath(parameter, value, json);
    }

    private static List<String> full(ParameterPlan parameter, List<String> items) throws ConnectorError {
        if (items.isEmpty()) {
            throw empty(parameter);
        }
        return items;
    }

    private static ConnectorError empty(ParameterPlan parameter) {
        return OperationCall.refused(parameter.field() + " stands in the path and may not be empty.");
    }

    /** Encoded slashes are read as slashes by some: no value may climb, however it is read. */
    private static String inPath(ParameterPlan parameter, @Nullable Object value, JsonText json) throws ConnectorError {
        String text = scalar(value, json);
        if (text.isEmpty()) {
            throw empty(parameter);
        }
        for (String segment : text.split("[/\\\\]", -1)) {
            if (segment.equals(".") || segment.equals("..")) {
                throw OperationCall.refused(parameter.field() + " stands in the path and may not hold . or .. there.");
            }
        }
        return encoded(text);
    }

    /** {@code name=value} as often as the style wants it. */
    static List<String> query(ParameterPlan parameter, @Nullable Object value, JsonText json) {
        String name = encoded(parameter.name());
        var pairs = new ArrayList<String>();
        if (parameter.style().equals("deepObject")) {
            deep(name, value, json, pairs);
            return pairs;
        }
        String between = sign(parameter);
        boolean each = parameter.explode();
        if (value instanceof List<?> list) {
            List<String> items =
                    list.stream().map(item -> encoded(scalar(item, json))).toList();
            if (each) {
                items.forEach(item -> pairs.add(name + "=" + item));
            } else if (!items.isEmpty()) {
                pairs.add(name + "=" + String.join(between, items));
            }
        } else if (value instanceof Map<?, ?> map) {
            if (each) {
                map.forEach((key, item) -> pairs.add(encoded(String.valueOf(key)) + "=" + encoded(scalar(item, json))));
            } else {
                pairs.add(name + "="
                        + map.entrySet().stream()
                                .map(entry -> encoded(String.valueOf(entry.getKey()))
                                        + between
                                        + encoded(scalar(entry.getValue(), json)))
                                .collect(Collectors.joining(between)));
            }
        } else {
            pairs.add(name + "=" + encoded(scalar(value, json)));
        }
        return pairs;
    }

    /** {@code name[key][0]=value}, as services that read nested forms want it. */
    private static void deep(String name, @Nullable Object value, JsonText json, List<String> pairs) {
        if (value instanceof Map<?, ?> map) {
            map.forEach((key, item) -> deep(name + "%5B" + encoded(String.valueOf(key)) + "%5D", item, json, pairs));
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                deep(name + "%5B" + i + "%5D", list.get(i), json, pairs);
            }
        } else {
            pairs.add(name + "=" + encoded(scalar(value, json)));
        }
    }

    /** As headers and parts of forms have it, not encoded. */
    static String simple(ParameterPlan parameter, @Nullable Object value, JsonText json) {
        String between = between(parameter);
        if (value instanceof List<?> list) {
            return list.stream().map(item -> scalar(item, json)).collect(Collectors.joining(between));
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry ->
                            entry.getKey() + (parameter.explode() ? "=" : between) + scalar(entry.getValue(), json))
                    .collect(Collectors.joining(between));
        }
        return scalar(value, json);
    }

    /** What stands between the items of a list, and between names and values of an object. */
    private static String between(ParameterPlan parameter) {
        return switch (parameter.style()) {
            case "spaceDelimited" -> " ";
            case "pipeDelimited" -> "|";
            case "tabDelimited" -> "\t";
            default -> ",";
        };
    }

    /** The same as addresses have it. */
    private static String sign(ParameterPlan parameter) {
        String between = between(parameter);
        return between.equals(",") ? between : encoded(between);
    }

    /** A value as text; lists and objects inside of others have no style and are JSON. */
    static String scalar(@Nullable Object value, JsonText json) {
        String text = PlainValues.text(value);
        return text == null ? json.write(value) : text;
    }
}
