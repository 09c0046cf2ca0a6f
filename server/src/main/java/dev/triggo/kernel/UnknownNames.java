package dev.triggo.kernel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Names that a caller gave and nobody takes: fields, parameters, arguments, options. Every door tells them in the same
 * words, all at once, with what is taken instead; bounded, and without what cannot be seen.
 */
public final class UnknownNames {
    private static final int TOLD = 20;
    private static final int LONGEST = 60;

    /** Of a name that is longer, so much is shown: enough to find it, too little to be a secret that slipped in. */
    private static final int BEGINNING = 20;

    private final String where;
    private final List<String> names = new ArrayList<>();
    private final Collection<String> known;

    private UnknownNames(String where, Collection<String> known) {
        this.where = where;
        this.known = known;
    }

    /**
     * Those of the given names that are not known.
     *
     * @param where they stand, as {@code the body}
     * @param known in the order in which they are told
     */
    public static UnknownNames in(String where, Collection<String> given, Collection<String> known) {
        var unknown = new UnknownNames(where, known);
        for (String name : given) {
            if (!known.contains(name)) {
                unknown.names.add(name);
            }
        }
        return unknown;
    }

    public boolean isEmpty() {
        return names.isEmpty();
    }

    /** All of them, and what is taken. */
    public String sentence() {
        var shown = new ArrayList<String>();
        names.stream().limit(TOLD).forEach(name -> shown.add("'" + shown(name) + "'"));
        String more = names.size() > TOLD ? " and %,d more".formatted(names.size() - TOLD) : "";
        return "Unknown in %s: %s%s. %s"
                .formatted(
                        where,
                        String.join(", ", shown),
                        more,
                        known.isEmpty() ? "It takes none." : "It takes: " + String.join(", ", known) + ".");
    }

    /** One {@code {path, message}} for each that is told. */
    public List<Json> details() {
        var details = new ArrayList<Json>();
        for (String name : names.subList(0, Math.min(TOLD, names.size()))) {
            details.add(Json.object()
                    .put("path", "/" + shown(name).replace("~", "~0").replace("/", "~1"))
                    .put("message", "is not known here")
                    .build());
        }
        return details;
    }

    /** BAD_REQUEST when there are any. */
    public void refuse() {
        if (!isEmpty()) {
            throw Problem.of(ProblemCode.BAD_REQUEST, sentence(), details());
        }
    }

    private static String shown(String name) {
        if (name.length() <= LONGEST) {
            return visible(name);
        }
        String beginning = visible(name.substring(0, BEGINNING));
        return "%s%s (%,d characters)".formatted(beginning, beginning.endsWith("…") ? "" : "…", name.length());
    }

    /**
     * The text up to the first sign that is there and not seen, or turns round what is. What follows it is left out: without
     * that sign, whoever blanks secrets in the answer would no longer see where one begins.
     */
    public static String visible(String text) {
        int end = 0;
        while (end < text.length() && Signs.isSeen(text.codePointAt(end))) {
            end += Character.charCount(text.codePointAt(end));
        }
        return end < text.length() ? text.substring(0, end) + "…" : text;
    }
}
