package dev.triggo.connectors.openapi;

import java.util.List;
import java.util.Locale;

/**
 * Which operations of a document are taken: patterns in which {@code *} stands for any text. {@code /pets/*} is about
 * paths, {@code GET /pets/*} about one method of them, {@code tag:admin} about tags, anything else about names, the
 * document's and ours. A pattern that begins with {@code !} takes out again.
 */
public record Include(List<String> patterns) {
    /** Patterns of one build. */
    public static final int MAX_PATTERNS = 100;

    /** Characters of a pattern. */
    public static final int MAX_LENGTH = 200;

    /** Everything. */
    public static final Include ALL = new Include(List.of());

    public Include {
        patterns = List.copyOf(patterns);
    }

    boolean takes(String name, OperationReader.Site site) {
        boolean positive = patterns.stream().noneMatch(pattern -> !pattern.startsWith("!"));
        for (String pattern : patterns) {
            boolean out = pattern.startsWith("!");
            if (matches(out ? pattern.substring(1) : pattern, name, site)) {
                if (out) {
                    return false;
                }
                positive = true;
            }
        }
        return positive;
    }

    private static boolean matches(String pattern, String name, OperationReader.Site site) {
        String wanted = pattern.strip();
        if (wanted.startsWith("tag:")) {
            String tag = wanted.substring(4).strip();
            return site.tags().stream().anyMatch(one -> glob(tag, one));
        }
        if (wanted.startsWith("/")) {
            return glob(wanted, site.path());
        }
        int space = wanted.indexOf(' ');
        if (space > 0 && wanted.startsWith("/", space + 1)) {
            return glob(wanted.substring(0, space).toUpperCase(Locale.ROOT), site.method())
                    && glob(wanted.substring(space + 1), site.path());
        }
        return glob(wanted, name) || glob(wanted, site.operationId());
    }

    /** Two places and one step back: no pattern makes it slow. */
    private static boolean glob(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int from = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                from = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++from;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
