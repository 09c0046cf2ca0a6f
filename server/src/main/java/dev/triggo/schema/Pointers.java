package dev.triggo.schema;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/** JSON Pointer (RFC 6901). */
final class Pointers {
    private static final int LONGEST_INDEX = 9;

    private Pointers() {}

    static String escape(String name) {
        return name.indexOf('~') < 0 && name.indexOf('/') < 0
                ? name
                : name.replace("~", "~0").replace("/", "~1");
    }

    static String unescape(String token) {
        return token.replace("~1", "/").replace("~0", "~");
    }

    /** The value that the pointer leads to, or null when there is none. */
    static @Nullable Json find(Json root, String pointer) {
        if (pointer.isEmpty()) {
            return root;
        }
        if (!pointer.startsWith("/")) {
            return null;
        }
        @Nullable Json here = root;
        for (String token : pointer.substring(1).split("/", -1)) {
            here = here == null ? null : step(here, unescape(token));
        }
        return here;
    }

    static @Nullable Json step(Json here, String name) {
        return switch (here) {
            case Json.Obj o -> o.get(name);
            case Json.Arr a -> {
                boolean index = !name.isEmpty()
                        && name.length() <= LONGEST_INDEX
                        && name.chars().allMatch(c -> c >= '0' && c <= '9')
                        && (name.length() == 1 || name.charAt(0) != '0');
                int at = index ? Integer.parseInt(name) : -1;
                yield at >= 0 && at < a.items().size() ? a.items().get(at) : null;
            }
            case Json.Str s -> null;
            case Json.Num n -> null;
            case Json.Bool b -> null;
            case Json.Null n -> null;
        };
    }
}
