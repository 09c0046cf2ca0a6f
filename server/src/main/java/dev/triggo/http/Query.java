package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of a request target, read strictly. */
final class Query {
    private static final Set<String> CREDENTIAL_NAMES = Set.of("access_token", "api_key", "apikey", "key", "token");
    private static final String KEY_START = "trg_";

    private Query() {}

    /**
     * Whether somebody put a credential where logs and histories keep it: by its name, unless the route declares a
     * parameter of that name, or by the look of its value. Looks at whatever can be read, also of a broken query.
     */
    static boolean carriesCredential(@Nullable String raw, Set<String> declared) {
        if (raw == null || raw.isEmpty()) {
            return false;
        }
        if (raw.contains(KEY_START)) {
            return true;
        }
        for (int from = 0; from <= raw.length(); ) {
            int to = end(raw, from);
            int equals = equalsSign(raw, from, to);
            String name = PercentCoding.decode(raw, from, equals, true);
            String value = PercentCoding.decode(raw, Math.min(equals + 1, to), to, true);
            if (name != null && CREDENTIAL_NAMES.contains(name) && !declared.contains(name)) {
                return true;
            }
            if (value != null && value.contains(KEY_START)) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }

    /** The parameters, of which each is declared and none comes twice; BAD_REQUEST otherwise. */
    static Map<String, String> read(@Nullable String raw, Set<String> declared) {
        if (raw == null || raw.isEmpty()) {
            return Map.of();
        }
        var values = new LinkedHashMap<String, String>();
        for (int from = 0; from <= raw.length(); ) {
            int to = end(raw, from);
            if (to > from) {
                add(values, raw, from, to, declared);
            }
            from = to + 1;
        }
        return values;
    }

    private static void add(Map<String, String> values, String raw, int from, int to, Set<String> declared) {
        int equals = equalsSign(raw, from, to);
        String name = PercentCoding.decode(raw, from, equals, true);
        String value = PercentCoding.decode(raw, Math.min(equals + 1, to), to, true);
        if (name == null || value == null) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The query is not percent-encoded UTF-8 text without control characters: encode each name and value.");
        }
        if (!declared.contains(name)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "Unknown query parameter \"" + brief(name) + "\". "
                            + (declared.isEmpty()
                                    ? "This address takes none."
                                    : "This address takes: " + String.join(", ", declared) + "."));
        }
        if (values.putIfAbsent(name, value) != null) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The query parameter \"" + name + "\" is given twice: give it once.");
        }
    }

    private static int end(String raw, int from) {
        int and = raw.indexOf('&', from);
        return and < 0 ? raw.length() : and;
    }

    private static int equalsSign(String raw, int from, int to) {
        int equals = raw.indexOf('=', from);
        return equals < 0 || equals > to ? to : equals;
    }

    private static String brief(String name) {
        return name.length() <= 60 ? name : name.substring(0, 60) + "…";
    }
}
