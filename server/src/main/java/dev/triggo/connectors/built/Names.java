package dev.triggo.connectors.built;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Names of operations: stable, unique, snake_case. */
public final class Names {
    private static final int MAX = 64;

    private Names() {}

    /**
     * A name for each, in their order: that which it had before, else what it wants, numbered when that is taken.
     *
     * @param wanted by what identifies the operation: its method and path
     * @param before names that a former version of the connector gave, by the same key
     */
    public static Map<String, String> unique(Map<String, String> wanted, Map<String, String> before) {
        var names = new LinkedHashMap<String, String>();
        Set<String> taken = new HashSet<>();
        for (String key : wanted.keySet()) {
            String known = before.get(key);
            if (known != null && taken.add(known)) {
                names.put(key, known);
            }
        }
        var all = new LinkedHashMap<String, String>();
        var next = new LinkedHashMap<String, Integer>();
        wanted.forEach((key, base) -> {
            String name = names.get(key);
            if (name == null) {
                name = base;
                while (!taken.add(name)) {
                    String number =
                            "_" + next.merge(base, 1, (old, one) -> old + one).toString();
                    name = number.equals("_1") ? base : cut(base, MAX - number.length()) + number;
                }
            }
            all.put(key, name);
        });
        return all;
    }

    /** {@code getPetById}, {@code get-pet by.id} and {@code GET_PET_BY_ID} as {@code get_pet_by_id}. */
    public static String snake(String text, String otherwise) {
        var out = new StringBuilder();
        String start = text.length() > 300 ? text.substring(0, 300) : text;
        for (int i = 0; i < start.length(); i++) {
            char c = start.charAt(i);
            if (!isPlain(c)) {
                gap(out);
                continue;
            }
            boolean upper = c >= 'A' && c <= 'Z';
            if (upper && i > 0) {
                char last = start.charAt(i - 1);
                boolean afterSmall = (last >= 'a' && last <= 'z') || (last >= '0' && last <= '9');
                boolean endsCapitals = last >= 'A'
                        && last <= 'Z'
                        && i + 1 < start.length()
                        && start.charAt(i + 1) >= 'a'
                        && start.charAt(i + 1) <= 'z'
                        && !(start.charAt(i + 1) == 's' && (i + 2 == start.length() || !isPlain(start.charAt(i + 2))));
                if (afterSmall || endsCapitals) {
                    gap(out);
                }
            }
            out.append(String.valueOf(c).toLowerCase(Locale.ROOT));
        }
        String name = out.toString();
        if (name.isEmpty() || name.equals("_")) {
            return otherwise;
        }
        return cut(name.charAt(0) >= '0' && name.charAt(0) <= '9' ? "op_" + name : name, MAX);
    }

    /** {@code GET /pets/{petId}} as {@code get_pets_by_pet_id}. */
    public static String ofPath(String method, String path) {
        return snake(method.toLowerCase(Locale.ROOT) + " " + path.replace("{", "by "), "operation");
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static void gap(StringBuilder out) {
        if (!out.isEmpty() && out.charAt(out.length() - 1) != '_') {
            out.append('_');
        }
    }

    private static String cut(String name, int most) {
        String shorter = name.length() > most ? name.substring(0, most) : name;
        return shorter.endsWith("_") ? shorter.substring(0, shorter.length() - 1) : shorter;
    }
}
