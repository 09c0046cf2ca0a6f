package dev.triggo.connectors.openapi;

import dev.triggo.connectors.built.CleanText;
import dev.triggo.kernel.Json;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * References inside one document, and what is left of the work that following them may make. What is elsewhere is never
 * looked at: not a file, not another host.
 */
final class Refs {
    private static final int MAX_HOPS = 50;

    /** A reference that leads nowhere; the message says which and why. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }
    }

    private final Json.Obj root;
    private final Work work = new Work();

    Refs(Json.Obj root) {
        this.root = root;
    }

    Work work() {
        return work;
    }

    Json.Obj root() {
        return root;
    }

    /** The reference in this value, or null when it is none. */
    static @Nullable String ref(@Nullable Json value) {
        return value instanceof Json.Obj object ? object.text("$ref") : null;
    }

    /** The value, or what its reference leads to, over several when they lead on. */
    Json resolve(Json value) throws Broken {
        Json now = value;
        for (int hops = 0; hops < MAX_HOPS; hops++) {
            String ref = ref(now);
            if (ref == null) {
                return now;
            }
            now = target(ref);
        }
        throw new Broken("The reference %s leads round in a circle.".formatted(shown(ref(value))));
    }

    /** As {@link #resolve}, for what has to be an object; null for something else. */
    Json.@Nullable Obj object(@Nullable Json value) throws Broken {
        return value != null && resolve(value) instanceof Json.Obj object ? object : null;
    }

    /** What {@code #/…} leads to. */
    Json target(String ref) throws Broken {
        work.chargeText(ref);
        if (!ref.startsWith("#")) {
            throw new Broken(
                    "The reference %s leads out of the document, and nothing is fetched for it.".formatted(shown(ref)));
        }
        if (!ref.equals("#") && !ref.startsWith("#/")) {
            throw new Broken("The reference %s is none that can be followed: only #/… is.".formatted(shown(ref)));
        }
        Json now = root;
        if (ref.length() > 2) {
            for (String step : ref.substring(2).split("/", -1)) {
                now = step(now, unescaped(step));
                if (now == null) {
                    throw new Broken("The reference %s leads to nothing.".formatted(shown(ref)));
                }
            }
        }
        return now;
    }

    private static @Nullable Json step(Json from, String name) {
        return switch (from) {
            case Json.Obj object -> object.get(name);
            case Json.Arr array ->
                name.matches("0|[1-9][0-9]{0,6}")
                                && Integer.parseInt(name) < array.items().size()
                        ? array.items().get(Integer.parseInt(name))
                        : null;
            case Json.Str s -> null;
            case Json.Num n -> null;
            case Json.Bool b -> null;
            case Json.Null n -> null;
        };
    }

    private static String unescaped(String step) {
        String plain = step;
        if (step.indexOf('%') >= 0) {
            try {
                plain = URLDecoder.decode(step.replace("+", "%2B"), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException notEncoded) {
                return step;
            }
        }
        return plain.replace("~1", "/").replace("~0", "~");
    }

    /** One step of a JSON Pointer. */
    static String pointer(String parent, String key) {
        return parent + "/" + key.replace("~", "~0").replace("/", "~1");
    }

    private static String shown(@Nullable String ref) {
        return "'" + CleanText.line(String.valueOf(ref), 120) + "'";
    }
}
