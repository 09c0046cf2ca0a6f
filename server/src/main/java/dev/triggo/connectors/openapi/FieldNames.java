package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.ParameterPlan.Place;
import java.util.Set;
import java.util.regex.Pattern;

/** Names of the fields of one input: as the document has them where that can be, told apart by their place. */
final class FieldNames {
    private static final int MAX = 128;
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_$@][A-Za-z0-9_.$@:\\[\\]-]*");
    private static final Set<String> LOADED = Set.of("__proto__", "constructor", "prototype");

    private final Numbered names = new Numbered();

    /** A name that no other field has. */
    String of(String name, Place place) {
        String base = plain(name);
        return names.of(names.isTaken(base) ? base + "_" + place.word() : base);
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
