package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.UnknownNames;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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
        var unknown = new LinkedHashSet<String>();
        for (int from = 0; from <= raw.length(); ) {
            int to = end(raw, from);
            if (to > from) {
                add(values, unknown, raw.substring(from, to), declared);
            }
            from = to + 1;
        }
        UnknownNames.in("the query", unknown, declared).refuse();
        return values;
    }

    private static void add(Map<String, String> values, Set<String> unknown, String pair, Set<String> declared) {
        int equals = equalsSign(pair, 0, pair.length());
        String name = PercentCoding.decode(pair, 0, equals, true);
        String value = PercentCoding.decode(pair, Math.min(equals + 1, pair.length()), pair.length(), true);
        if (name == null || value == null) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The query is not percent-encoded UTF-8 text without control characters: encode each name and value.");
        }
        if (!declared.contains(name)) {
            unknown.add(name);
        } else if (values.putIfAbsent(name, value) != null) {
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
}
