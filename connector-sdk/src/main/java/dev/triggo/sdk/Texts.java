package dev.triggo.sdk;

import java.util.regex.Pattern;

/** Checks of names and texts, shared by the definitions. */
final class Texts {
    static final Pattern SNAKE = Pattern.compile("[a-z][a-z0-9]*(_[a-z0-9]+)*");
    static final Pattern KEBAB = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
    private static final int MAX_NAME = 64;
    private static final int MAX_TEXT = 2000;

    private static final int MAX_ICON = 4096;
    private static final String ATTRIBUTE =
            "\\s+(xmlns=\"http://www\\.w3\\.org/2000/svg\"|(viewBox|width|height|d|fill|stroke"
                    + "|stroke-width|stroke-linecap|stroke-linejoin|fill-rule|clip-rule|opacity|transform|points|cx|cy|r|rx|ry|x|y"
                    + "|x1|x2|y1|y2)=\"[A-Za-z0-9 .,()#+-]*\")";
    private static final Pattern ICON =
            Pattern.compile("<svg(" + ATTRIBUTE + ")*+\\s*>(\\s*</?(g|path|circle|ellipse|rect"
                    + "|line|polyline|polygon)(" + ATTRIBUTE + ")*+\\s*/?>)*+\\s*</svg>");

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

    /** An icon is drawn on people's pages: what is not a shape and could do more there is refused. */
    static String icon(String svg, String connector) {
        if (!svg.isEmpty() && (svg.length() > MAX_ICON || !ICON.matcher(svg).matches())) {
            throw new IllegalArgumentException(
                    "Icon of connector %s: one <svg> of shapes only is wanted, of at most %d characters."
                            .formatted(connector, MAX_ICON));
        }
        return svg;
    }

    /** One step of a JSON Pointer. */
    static String pointer(String parent, Object key) {
        return parent + "/" + String.valueOf(key).replace("~", "~0").replace("/", "~1");
    }
}
