package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;

/** How large the output of a call may be. */
final class Outputs {
    static final String TOO_LARGE =
            "The output of the operation is larger than %d bytes.".formatted(Connectors.MAX_OUTPUT_BYTES);

    private Outputs() {}

    /** Small values, which are most, are not written out to be measured. */
    static boolean fits(Json output) {
        return most(output) <= Connectors.MAX_OUTPUT_BYTES
                || output.write().getBytes(StandardCharsets.UTF_8).length <= Connectors.MAX_OUTPUT_BYTES;
    }

    /** More bytes than the value can take: a character is six at most, as an escape. */
    private static long most(Json value) {
        return switch (value) {
            case Json.Str s -> 6L * s.value().length() + 3;
            case Json.Num n -> n.literal().length() + 1L;
            case Json.Bool b -> 6;
            case Json.Null n -> 5;
            case Json.Arr a -> a.items().stream().mapToLong(Outputs::most).sum() + 3;
            case Json.Obj o ->
                o.fields().entrySet().stream()
                                .mapToLong(field -> 6L * field.getKey().length() + 4 + most(field.getValue()))
                                .sum()
                        + 3;
        };
    }
}
