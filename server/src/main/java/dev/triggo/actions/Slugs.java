package dev.triggo.actions;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The names that actions are called by. Compared byte for byte. */
final class Slugs {
    static final int MAX_LENGTH = 64;

    private static final Pattern FORM = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** Letters that do not come apart into a plain letter and a mark. */
    private static final Map<Integer, String> PLAIN = Map.ofEntries(
            Map.entry((int) 'ß', "ss"),
            Map.entry((int) 'æ', "ae"),
            Map.entry((int) 'œ', "oe"),
            Map.entry((int) 'ø', "o"),
            Map.entry((int) 'ł', "l"),
            Map.entry((int) 'đ', "d"),
            Map.entry((int) 'ð', "d"),
            Map.entry((int) 'þ', "th"),
            Map.entry((int) 'ħ', "h"),
            Map.entry((int) 'ı', "i"),
            Map.entry((int) '&', " and "));

    private Slugs() {}

    static boolean isSlug(String text) {
        return text.length() <= MAX_LENGTH && FORM.matcher(text).matches();
    }

    /** Throws BAD_REQUEST unless it is one. */
    static void check(String slug) {
        if (!isSlug(slug)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "`slug` is 1 to 64 characters of a-z, 0-9 and single hyphens between them, and begins with a letter: "
                            + "send-report.");
        }
    }

    /** A slug that says what the name says, as far as plain letters can; {@code action} when they cannot. */
    static String of(String name) {
        var plain = new StringBuilder();
        Normalizer.normalize(name, Normalizer.Form.NFKD)
                .toLowerCase(Locale.ROOT)
                .codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK && c != '\'' && c != '’')
                .forEach(c -> plain.append(PLAIN.getOrDefault(c, Character.toString(c))));
        String slug = trimmed(plain.toString().replaceAll("[^a-z0-9]+", "-"));
        if (slug.isEmpty()) {
            return "action";
        }
        return cut(slug.charAt(0) <= '9' ? "action-" + slug : slug, MAX_LENGTH);
    }

    /** The slug itself for 1, else with the number behind it, shortened where both would be too long. */
    static String numbered(String slug, int number) {
        if (number == 1) {
            return slug;
        }
        String suffix = "-" + number;
        return cut(slug, MAX_LENGTH - suffix.length()) + suffix;
    }

    /** The first number from {@code from} on with which the slug is not taken. */
    static int freeNumber(String slug, Set<String> taken, int from) {
        int number = from;
        while (taken.contains(numbered(slug, number))) {
            number++;
        }
        return number;
    }

    /** What every numbered form of the slug begins with. */
    static String stem(String slug) {
        // Room for a hyphen and nine digits.
        return cut(slug, MAX_LENGTH - 10);
    }

    private static String cut(String slug, int length) {
        return slug.length() <= length ? slug : trimmed(slug.substring(0, length));
    }

    private static String trimmed(String text) {
        int from = text.startsWith("-") ? 1 : 0;
        int to = text.length() > from && text.endsWith("-") ? text.length() - 1 : text.length();
        return text.substring(from, to);
    }
}
