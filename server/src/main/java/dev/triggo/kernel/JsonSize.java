package dev.triggo.kernel;

/** About how many characters a value takes as JSON text, counted without writing it. */
public final class JsonSize {
    private JsonSize() {}

    public static boolean exceeds(Json value, long limit) {
        return of(value, limit) > limit;
    }

    /** Counts until the limit is passed, so that a huge value costs no more than a large one. */
    public static long of(Json value, long limit) {
        return switch (value) {
            case Json.Str s -> s.value().length() + 2L;
            case Json.Num n -> n.literal().length();
            case Json.Bool b -> 5;
            case Json.Null n -> 4;
            case Json.Arr a -> {
                long size = 2;
                for (Json item : a.items()) {
                    size += of(item, limit) + 1;
                    if (size > limit) {
                        break;
                    }
                }
                yield size;
            }
            case Json.Obj o -> {
                long size = 2;
                for (var field : o.fields().entrySet()) {
                    size += field.getKey().length() + 4 + of(field.getValue(), limit);
                    if (size > limit) {
                        break;
                    }
                }
                yield size;
            }
        };
    }
}
