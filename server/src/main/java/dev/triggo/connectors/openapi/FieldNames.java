package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.ParameterPlan.Place;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of the fields of one input: as the document has them where that can be, told apart by their place. */
final class FieldNames {
    private static final int MAX = 128;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$@][A-Za-z0-9_.$@:\\[\\]-]*");
    private static final Set<String> LOADED = Set.of("__proto__", "constructor", "prototype");

    private final Set<String> taken = new HashSet<>();

    /** A name that no other field has. */
    String of(String name, Place place) {
        String base = plain(name);
        String free = base;
        if (taken.contains(free)) {
            free = base + "_" + place.word();
        }
        for (int n = 2; !taken.add(free); n++) {
            free = base + "_" + place.word() + "_" + n;
        }
        return free;
    }

    private static String plain(String name) {
        if (LOADED.contains(name)) {
            return "field_" + name.replace("_", "");
        }
        String shorter = name.length() > MAX ? name.substring(0, MAX) : name;
        if (PLAIN.matcher(shorter).matches()) {
            return shorter;
        }
        String clean = shorter.replaceAll("[^A-Za-z0-9_.$@:\\[\\]-]+", "_");
        return PLAIN.matcher(clean).matches() ? clean : "field" + clean;
    }
}
