package dev.triggo.template;

import dev.triggo.kernel.Json;

/** One resolving of a template: the roots, and what may still be put in. */
final class Resolution {
    /** Characters, about, that expressions may bring into one value. */
    static final int LARGEST = 4 * 1024 * 1024;

    private static final int PUNCTUATION = 3;

    private final Bindings bindings;
    private final Allowance together;
    private int left = LARGEST;

    Resolution(Bindings bindings, Allowance together) {
        this.bindings = bindings;
        this.together = together;
    }

    /** The value of an expression, counted as put in. */
    Json evaluate(Expression expression) {
        Json value = expression.evaluate(bindings, together);
        charge(value);
        return value;
    }

    /** Counts the value as put in; throws when all together has become too large. */
    private void charge(Json value) {
        switch (value) {
            case Json.Str s -> take(s.value().length());
            case Json.Num n -> take(n.literal().length());
            case Json.Bool b -> take(PUNCTUATION);
            case Json.Null n -> take(PUNCTUATION);
            case Json.Arr a -> a.items().forEach(this::charge);
            case Json.Obj o ->
                o.fields().forEach((name, field) -> {
                    take(name.length());
                    charge(field);
                });
        }
    }

    private void take(int characters) {
        left -= characters + PUNCTUATION;
        if (left < 0) {
            throw new TemplateException("The templates together bring in more than %d MiB; refer to smaller parts."
                    .formatted(LARGEST / 1024 / 1024));
        }
    }
}
