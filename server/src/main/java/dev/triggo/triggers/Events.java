package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a run gets to see of a request: {@code {body, headers, query, timestamp}}. */
final class Events {
    /** Names that carry what proves who sent it, or what stood between us and them. */
    private static final Pattern NOT_PASSED_ON = Pattern.compile(
            "authorization|proxy-.*|cookie2?|set-cookie|.*(signature|secret|token|password|api-?key|credential|-auth|auth-).*"
                    + "|x-hub-.*|forwarded|x-forwarded.*|via|x-real-ip|cf-.*|true-client-ip|x-client-ip|x-envoy-.*"
                    + "|x-amzn-trace-id|connection|keep-alive|te|trailer|transfer-encoding|upgrade|expect|host");

    /** The journal wraps an event, and reads back what is not nested too deep. */
    private static final int MOST_NESTED = 150;

    private Events() {}

    /** Throws BAD_REQUEST for a body or query that is not what it says, UNSUPPORTED_MEDIA_TYPE for other types. */
    static Json.Obj of(Incoming request, byte[] body, long now) {
        var headers = new TreeMap<String, Json>();
        request.headers().forEach((name, values) -> {
            if (!NOT_PASSED_ON.matcher(name).matches()) {
                headers.put(name, Json.of(String.join(", ", values)));
            }
        });
        return Json.object()
                .put("body", body(request, body))
                .put("headers", new Json.Obj(headers))
                .put("query", fields(request.query(), "query"))
                .put("timestamp", Times.iso(now))
                .build();
    }

    private static Json body(Incoming request, byte[] body) {
        if (request.headers().getOrDefault("content-type", List.of()).size() > 1) {
            throw bad("The header content-type is given more than once.");
        }
        String given = request.only("content-type");
        String type = given == null ? "" : given.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
        if (body.length == 0) {
            return Json.Null.NULL;
        }
        if (type.equals("application/json") || type.endsWith("+json")) {
            requireUtf8(given);
            return json(body);
        }
        if (type.equals("application/x-www-form-urlencoded")) {
            return fields(text(body, charset(given)), "form");
        }
        if (type.startsWith("text/") || type.equals("application/xml") || type.endsWith("+xml")) {
            return Json.of(text(body, charset(given)));
        }
        if (type.isEmpty()) {
            return untold(body);
        }
        throw Problem.of(
                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                "A webhook takes JSON, a form (application/x-www-form-urlencoded) or text: say so in the header content-type.");
    }

    /** JSON where it is, else text. */
    private static Json untold(byte[] body) {
        try {
            return json(body);
        } catch (Problem noJson) {
            return Json.of(text(body, StandardCharsets.UTF_8));
        }
    }

    private static Json json(byte[] body) {
        Json value = Json.parse(body);
        if (isNestedDeeper(value, MOST_NESTED)) {
            throw bad("The body is nested deeper than " + MOST_NESTED + " levels.");
        }
        return value;
    }

    private static boolean isNestedDeeper(Json value, int most) {
        return switch (value) {
            case Json.Obj object ->
                most == 0 || object.fields().values().stream().anyMatch(field -> isNestedDeeper(field, most - 1));
            case Json.Arr array -> most == 0 || array.items().stream().anyMatch(item -> isNestedDeeper(item, most - 1));
            case Json.Str text -> false;
            case Json.Num number -> false;
            case Json.Bool bool -> false;
            case Json.Null none -> false;
        };
    }

    private static void requireUtf8(@Nullable String type) {
        if (!charset(type).equals(StandardCharsets.UTF_8)) {
            throw Problem.of(ProblemCode.UNSUPPORTED_MEDIA_TYPE, "JSON is sent in UTF-8.");
        }
    }

    private static Charset charset(@Nullable String type) {
        String[] parts = type == null ? new String[] {""} : type.split(";", -1);
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip().toLowerCase(Locale.ROOT);
            if (part.startsWith("charset=")) {
                String name =
                        part.substring("charset=".length()).replace("\"", "").strip();
                return switch (name) {
                    case "utf-8", "utf8" -> StandardCharsets.UTF_8;
                    case "us-ascii", "ascii" -> StandardCharsets.US_ASCII;
                    case "iso-8859-1", "latin1" -> StandardCharsets.ISO_8859_1;
                    default ->
                        throw Problem.of(
                                ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                                "Text is taken in UTF-8, US-ASCII or ISO-8859-1: send it in one of them.");
                };
            }
        }
        return StandardCharsets.UTF_8;
    }

    private static String text(byte[] body, Charset charset) {
        try {
            return charset.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException malformed) {
            throw bad("The body is not " + charset.name() + ", which it says that it is, or should be.");
        }
    }

    /** A text where a name is given once, else all of them in a list. */
    private static Json.Obj fields(String encoded, String what) {
        Map<String, List<Json>> found = new LinkedHashMap<>();
        for (String pair : encoded.split("&", -1)) {
            if (!pair.isEmpty()) {
                int equals = pair.indexOf('=');
                String name = decoded(equals < 0 ? pair : pair.substring(0, equals), what);
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1), what);
                found.computeIfAbsent(name, first -> new ArrayList<>()).add(Json.of(value));
            }
        }
        var fields = new LinkedHashMap<String, Json>();
        found.forEach((name, values) -> fields.put(name, values.size() == 1 ? values.getFirst() : Json.array(values)));
        return new Json.Obj(fields);
    }

    private static String decoded(String text, String what) {
        try {
            String plain = URLDecoder.decode(text, StandardCharsets.UTF_8);
            if (plain.indexOf('\uFFFD') >= 0
                    && text.indexOf('\uFFFD') < 0
                    && !text.toUpperCase(Locale.ROOT).contains("%EF%BF%BD")) {
                throw bad("The " + what + " holds percent-encoded bytes that are not UTF-8.");
            }
            return plain;
        } catch (IllegalArgumentException malformed) {
            throw bad("The " + what + " holds a percent sign that is followed by no two hex digits.");
        }
    }

    private static Problem bad(String sentence) {
        return Problem.of(ProblemCode.BAD_REQUEST, sentence);
    }
}
