package dev.triggo.sdk;

import java.util.regex.Pattern;

/** Checks of names and texts, shared by the definitions. */
final class Texts {
    static final Pattern SNAKE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 2000;

    private Texts() {}

    static String name(Pattern form, String name, String what) {
        if (name.length() > MAX_NAME || !form.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "%s '%s': a name matches %s and has at most %d characters.".formatted(what, name, form, MAX_NAME));
        }
        return name;
    }

    static String text(String text, String what) {
        if (text.isBlank() || text.length() > MAX_TEXT) {
            throw new IllegalArgumentException("%s: 1 to %d characters are wanted.".formatted(what, MAX_TEXT));
        }
        return text;
    }

    /** One step of a JSON Pointer. */
    static String pointer(String parent, Object key) {
        return parent + "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1");
    }
}
