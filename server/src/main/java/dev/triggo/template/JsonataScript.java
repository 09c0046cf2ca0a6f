package dev.triggo.template;

import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The text of a JSONata expression, looked through before the library sees it: where it ends, which names it uses, and
 * that it uses nothing whose cost or effect could not be bounded.
 *
 * @param text the expression
 * @param end where reading goes on after the closing braces
 * @param names every name in it: those that are roots get a value
 * @param roots the names that stand where only a root can stand
 */
record JsonataScript(String text, int end, Set<String> names, Set<String> roots) {
    private static final int LONGEST = 10_000;
    private static final Set<String> FUNCTION = Set.of("function", "λ");

    /** Throws {@link Malformed} when it has no end, or holds what is not available. */
    static JsonataScript read(String template, int start) {
        var tokens = new JsonataTokens(template, start);
        var names = new LinkedHashSet<String>();
        var roots = new LinkedHashSet<String>();
        var places = new JsonataPlaces();
        var rules = new JsonataRules();
        JsonataTokens.Token token = tokens.next();
        while (token.kind() != JsonataTokens.Kind.END) {
            rules.check(token);
            if (token.kind() == JsonataTokens.Kind.NAME && !FUNCTION.contains(token.text())) {
                names.add(token.text());
                if (places.isRoot()) {
                    roots.add(token.text());
                }
            }
            places.pass(token);
            token = tokens.next();
        }
        rules.check(token);
        String text = template.substring(start, tokens.position() - 2);
        if (text.isBlank()) {
            throw new Malformed("There is no expression after {{=", start);
        }
        if (text.length() > LONGEST) {
            throw new Malformed("The expression is longer than %,d characters".formatted(LONGEST), start);
        }
        return new JsonataScript(text, tokens.position(), names, roots);
    }
}
