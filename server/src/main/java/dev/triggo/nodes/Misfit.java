package dev.triggo.nodes;

import dev.triggo.kernel.Json;

/** A value in a resolved config that the kind cannot use; ends the step as {@code VALIDATION_ERROR}. */
final class Misfit extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param path JSON Pointer from the node, as {@code /config/items} */
    Misfit(String path, String message) {
        super(path + " " + message, null, false, false);
    }

    static Misfit type(String path, String wanted, Json actual) {
        return new Misfit(
                path, "must be " + wanted + " but is " + kindOf(actual) + "; check the template that fills it");
    }

    static String kindOf(Json value) {
        return switch (value) {
            case Json.Obj ignored -> "an object";
            case Json.Arr ignored -> "an array";
            case Json.Str ignored -> "a string";
            case Json.Num ignored -> "a number";
            case Json.Bool bool -> bool.toString();
            case Json.Null ignored -> "null";
        };
    }
}
