package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** JSON that may be something else than it should be, read as that. */
public final class JsonParts {
    private JsonParts() {}

    /** The items of a list; none when it is none. */
    public static List<Json> items(@Nullable Json value) {
        return value instanceof Json.Arr list ? list.items() : List.of();
    }

    /** The object; an empty one when it is none. */
    public static Json.Obj object(@Nullable Json value) {
        return value instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
    }

    /** The texts in a list; what is no text is passed over. */
    public static List<String> strings(@Nullable Json value) {
        var texts = new ArrayList<String>();
        for (Json one : items(value)) {
            if (one instanceof Json.Str s) {
                texts.add(s.value());
            }
        }
        return texts;
    }
}
