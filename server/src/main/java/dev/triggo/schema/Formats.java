package dev.triggo.schema;

import com.networknt.schema.ExecutionContext;
import com.networknt.schema.SchemaContext;
import com.networknt.schema.format.Format;
import com.networknt.schema.keyword.FormatValidator;
import com.networknt.schema.path.NodePath;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The formats of 2020-12, asserted. Each has a length beyond which no text is of that format, so that the library's
 * patterns for them, which can backtrack, stay quick.
 */
final class Formats {
    /** Name, longest text, and what it looks like. */
    private static final Map<String, Described> DESCRIBED = described();

    private record Described(int longest, String looks) {}

    private Formats() {}

    private static Map<String, Described> described() {
        var map = new LinkedHashMap<String, Described>();
        map.put("date-time", new Described(64, "a date and time with offset, as 2026-11-01T09:30:00Z"));
        map.put("date", new Described(16, "a date, as 2026-11-01"));
        map.put("time", new Described(48, "a time with offset, as 09:30:00Z"));
        map.put("duration", new Described(128, "an ISO 8601 duration, as PT15M"));
        map.put("email", new Described(320, "an e-mail address, as ada@example.com"));
        map.put("idn-email", new Described(320, "an e-mail address, as ada@example.com"));
        map.put("hostname", new Described(253, "a host name, as api.example.com"));
        map.put("idn-hostname", new Described(253, "a host name, as api.example.com"));
        map.put("ipv4", new Described(15, "an IPv4 address, as 192.0.2.1"));
        map.put("ipv6", new Described(64, "an IPv6 address, as 2001:db8::1"));
        map.put("uri", new Described(8192, "an absolute URI, as https://example.com/path"));
        map.put("uri-reference", new Described(8192, "a URI or relative reference, as /path?x=1"));
        map.put("iri", new Described(8192, "an absolute IRI, as https://example.com/path"));
        map.put("iri-reference", new Described(8192, "an IRI or relative reference, as /path?x=1"));
        map.put("uri-template", new Described(1024, "a URI template, as /people/{id}"));
        map.put("uuid", new Described(36, "a UUID, as 123e4567-e89b-12d3-a456-426614174000"));
        map.put("json-pointer", new Described(1024, "a JSON Pointer, as /items/0"));
        map.put("relative-json-pointer", new Described(1024, "a relative JSON Pointer, as 1/name"));
        map.put(
                "regex",
                new Described(Bounds.PATTERN_LENGTH, "a regular expression that can be matched in linear time"));
        return Map.copyOf(map);
    }

    /** What a text of that format looks like, for messages. */
    static String looks(String format) {
        Described described = DESCRIBED.get(format);
        return described == null ? "of format " + format : described.looks;
    }

    static List<Format> all() {
        var formats = new ArrayList<Format>();
        for (Format format : com.networknt.schema.format.Formats.DEFAULT) {
            Described described = DESCRIBED.get(format.getName());
            if (described != null) {
                formats.add(new Bounded(format.getName(), described.longest, format));
            }
        }
        return formats;
    }

    private record Bounded(String name, int longest, Format format) implements Format {
        @Override
        public String getName() {
            return name;
        }

        @Override
        @SuppressWarnings("checkstyle:ParameterNumber") // the library's signature
        public boolean matches(
                ExecutionContext context,
                SchemaContext schema,
                JsonNode value,
                JsonNode root,
                NodePath at,
                boolean asserted,
                FormatValidator validator) {
            if (!value.isString()) {
                return true;
            }
            String text = value.stringValue();
            Budget.charge(2 + text.length() / 3);
            if (text.length() > longest) {
                return false;
            }
            return switch (name) {
                case "regex" -> isPattern(text);
                case "date-time", "time", "date" ->
                    isAscii(text) && format.matches(context, schema, value, root, at, asserted, validator);
                default -> format.matches(context, schema, value, root, at, asserted, validator);
            };
        }

        private static boolean isPattern(String text) {
            try {
                LinearPattern.compile(text);
                return true;
            } catch (LinearPattern.Refused notUsable) {
                return false;
            }
        }

        private static boolean isAscii(String text) {
            return text.chars().allMatch(c -> c < 128);
        }
    }
}
