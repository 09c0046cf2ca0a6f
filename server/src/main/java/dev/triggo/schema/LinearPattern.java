package dev.triggo.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.regex.Matcher;

/**
 * A regular expression matched in time linear in the text. ECMA's escapes that RE2 lacks are rewritten; what cannot be
 * matched in linear time (lookaround, back references) is refused.
 */
final class LinearPattern implements RegularExpression {
    private static final int WORK_PER_UNIT = 50;

    private static final java.util.regex.Pattern ESCAPE = java.util.regex.Pattern.compile(
            "\\\\(?:u[0-9a-fA-F]{4}|u\\{[0-9a-fA-F]{1,6}}|c[A-Za-z]|[sS]|[pP]\\{[A-Za-z_=]{1,40}})");

    /** What {@code \s} is in ECMA; RE2's knows ASCII alone. */
    private static final String SPACES = "\\t\\n\\x0b\\f\\r\\x{feff}\\p{Z}";

    private static final Map<String, String> CATEGORIES = Map.of(
            "Letter", "L",
            "Lowercase_Letter", "Ll",
            "Uppercase_Letter", "Lu",
            "Mark", "M",
            "Number", "N",
            "Decimal_Number", "Nd",
            "digit", "Nd",
            "Punctuation", "P",
            "Symbol", "S",
            "Separator", "Z");

    private final Pattern pattern;
    private final int size;

    private LinearPattern(Pattern pattern) {
        this.pattern = pattern;
        this.size = pattern.programSize();
    }

    /** Compiles; throws {@link Refused} that says why not. */
    static LinearPattern compile(String ecma) {
        if (ecma.length() > Bounds.PATTERN_LENGTH) {
            throw new Refused("it is longer than %,d characters".formatted(Bounds.PATTERN_LENGTH));
        }
        if (estimate(ecma) > Bounds.PATTERN_SIZE) {
            throw new Refused("its repetitions multiply to more than %,d steps".formatted(Bounds.PATTERN_SIZE));
        }
        try {
            return new LinearPattern(Pattern.compile(translate(ecma)));
        } catch (PatternSyntaxException fault) {
            throw new Refused(reason(ecma, fault));
        } catch (RuntimeException | StackOverflowError fault) {
            throw new Refused("it cannot be read");
        }
    }

    @Override
    public boolean matches(String text) {
        Budget.charge(1 + (long) size * text.length() / WORK_PER_UNIT);
        return pattern.matcher(text).find();
    }

    private static String reason(String ecma, PatternSyntaxException fault) {
        if (ecma.contains("(?=") || ecma.contains("(?!") || ecma.contains("(?<=") || ecma.contains("(?<!")) {
            return "lookahead and lookbehind are not supported";
        }
        String description = fault.getDescription();
        if (description.startsWith("invalid escape")) {
            return "the escape %s is not supported".formatted(fault.getPattern());
        }
        return description;
    }

    /** ECMA's escapes that RE2 lacks or reads in another way, as RE2 writes them; the rest is the same. */
    private static String translate(String ecma) {
        if (ecma.indexOf('\\') < 0) {
            return ecma;
        }
        var out = new StringBuilder(ecma.length() + 16);
        boolean inClass = false;
        for (int i = 0; i < ecma.length(); i++) {
            char c = ecma.charAt(i);
            inClass = c == '[' || inClass && c != ']';
            Matcher escape = ESCAPE.matcher(ecma).region(i, ecma.length());
            if (c == '\\' && escape.lookingAt()) {
                out.append(rewritten(escape.group(), inClass));
                i = escape.end() - 1;
            } else if (c == '\\' && i + 1 < ecma.length()) {
                out.append(c).append(ecma.charAt(++i));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }

    private static String rewritten(String escape, boolean inClass) {
        return switch (escape.charAt(1)) {
            case 'u' -> "\\x{" + escape.substring(2).replace("{", "").replace("}", "") + "}";
            case 'c' -> "\\x{" + Integer.toHexString(escape.charAt(2) & 31) + "}";
            case 's' -> inClass ? SPACES : "[" + SPACES + "]";
            case 'S' -> inClass ? escape : "[^" + SPACES + "]";
            default -> {
                String name = escape.substring(escape.indexOf('{') + 1, escape.length() - 1);
                String bare = name.substring(name.indexOf('=') + 1);
                yield escape.substring(0, 2) + "{" + CATEGORIES.getOrDefault(bare, bare) + "}";
            }
        };
    }

    /** How many instructions the pattern comes to when its counted repetitions are written out. */
    private static long estimate(String pattern) {
        var outer = new ArrayDeque<Long>();
        long total = 0;
        long last = 0;
        for (int i = 0; i < pattern.length() && total < Integer.MAX_VALUE; i++) {
            char c = pattern.charAt(i);
            switch (c) {
                case '(' -> {
                    outer.push(total);
                    total = 0;
                    last = 0;
                }
                case ')' -> {
                    last = total + 2;
                    total = outer.isEmpty() ? last : outer.pop() + last;
                }
                case '{' -> {
                    int end = pattern.indexOf('}', i);
                    long times = end < 0 ? 0 : repetitions(pattern.substring(i + 1, end));
                    if (times > 0) {
                        total += last * (times - 1);
                        last *= times;
                        i = end;
                    }
                }
                case '[' -> {
                    i = endOfClass(pattern, i);
                    last = 1;
                    total++;
                }
                case '\\' -> {
                    i++;
                    if (i < pattern.length() && pattern.charAt(i) == 'Q') {
                        // Quoting would hide from this count what belongs to a group and what does not.
                        throw new Refused("the escape \\Q is not supported");
                    }
                    last = 1;
                    total++;
                }
                default -> {
                    last = c == '*' || c == '+' || c == '?' ? last + 1 : 1;
                    total++;
                }
            }
        }
        return total;
    }

    /** As the library reads it: a bracket that comes first is a member, and so is a named class as {@code [:digit:]}. */
    private static int endOfClass(String pattern, int start) {
        int first = pattern.startsWith("^", start + 1) ? start + 2 : start + 1;
        for (int i = first; i < pattern.length(); i++) {
            int named = pattern.startsWith("[:", i) ? pattern.indexOf(":]", i + 2) : -1;
            if (named >= 0) {
                i = named + 1;
            } else if (pattern.charAt(i) == '\\') {
                i++;
            } else if (pattern.charAt(i) == ']' && i > first) {
                return i;
            }
        }
        return pattern.length();
    }

    /** The larger number in {@code 3}, {@code 3,} or {@code 3,5}; 0 when it is none of them. */
    private static long repetitions(String inside) {
        long most = 0;
        for (String part : inside.split(",", 2)) {
            if (part.length() > 6 || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                return 0;
            }
            most = part.isEmpty() ? most : Math.max(most, Long.parseLong(part) + 1);
        }
        return most;
    }

    /** A pattern that is not used, and why. */
    static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Refused(String why) {
            super(why, null, false, false);
        }

        String why() {
            return String.valueOf(getMessage());
        }
    }
}
