package dev.triggo.template;

import java.util.ArrayList;
import java.util.Set;

/**
 * The text of a JSONata expression, looked through before the library sees it: where it ends, which names it uses, and
 * that it uses nothing whose cost or effect could not be bounded.
 *
 * @param text the expression
 * @param end where reading goes on after the closing braces
 * @param names every word in it that can name a field: those that are roots get a value
 * @param roots the names that are looked up in the roots for certain
 */
record JsonataScript(String text, int end, Set<String> names, Set<String> roots) {
    private static final int LONGEST = 10_000;

    /** Throws {@link Malformed} when it has no end, or holds what is not available. */
    static JsonataScript read(String template, int start) {
        var tokens = new JsonataTokens(template, start);
        var read = new ArrayList<JsonataTokens.Token>();
        var rules = new JsonataRules();
        do {
            read.add(tokens.next());
            rules.check(read.getLast());
        } while (read.getLast().kind() != JsonataTokens.Kind.END);
        String text = template.substring(start, tokens.position() - 2);
        if (text.isBlank()) {
            throw new Malformed("There is no expression after {{=", start);
        }
        if (text.length() > LONGEST) {
            throw new Malformed("The expression is longer than %,d characters".formatted(LONGEST), start);
        }
        JsonataNames names = JsonataNames.in(read);
        return new JsonataScript(text, tokens.position(), names.all(), names.roots());
    }
}
