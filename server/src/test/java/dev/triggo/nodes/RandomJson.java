package dev.triggo.nodes;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Values of all sorts, and values that were right until something in them was changed. */
final class RandomJson {
    private static final List<String> TEXTS = List.of(
            "",
            "a",
            "eq",
            "matches",
            "(",
            "(a+)+$",
            "and",
            "or",
            "default",
            "__proto__",
            "{{item}}",
            "{{item.a.b}}",
            "{{index}}",
            "{{nowhere.x}}",
            "{{",
            "}}",
            "\\{{",
            "{{= item.a + 1 }}",
            "{{= $",
            "${7*7}",
            "\u0000",
            "\uD83D\uDE00",
            "true",
            "append",
            "first",
            "GET",
            "2026-01-01");
    private static final List<String> NUMBERS = List.of("0", "-0", "1", "0.1", "1e400", "-1e-400", "9007199254740993");

    private final Random random;

    RandomJson(Random random) {
        this.random = random;
    }

    Json any(int depth) {
        int sort = random.nextInt(depth == 0 ? 4 : 6);
        return switch (sort) {
            case 0 -> Json.Null.NULL;
            case 1 -> Json.of(random.nextBoolean());
            case 2 -> new Json.Num(NUMBERS.get(random.nextInt(NUMBERS.size())));
            case 3 -> Json.of(text());
            case 4 -> {
                var items = new ArrayList<Json>();
                for (int i = random.nextInt(4); i > 0; i--) {
                    items.add(any(depth - 1));
                }
                yield Json.array(items);
            }
            default -> {
                var fields = Json.object();
                for (int i = random.nextInt(4); i > 0; i--) {
                    fields.put(text(), any(depth - 1));
                }
                yield fields.build();
            }
        };
    }

    /** The object with one to three things in it changed, left out or added. */
    Json.Obj broken(Json.Obj object) {
        Json.Obj broken = object;
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            broken = brokenOnce(broken);
        }
        return broken;
    }

    private Json.Obj brokenOnce(Json.Obj object) {
        if (object.fields().isEmpty() || random.nextInt(6) == 0) {
            return object.with(text(), any(2));
        }
        var names = List.copyOf(object.fields().keySet());
        String name = names.get(random.nextInt(names.size()));
        return random.nextInt(5) == 0
                ? object.without(name)
                : object.with(name, brokenValue(object.fields().get(name)));
    }

    private Json brokenValue(Json value) {
        if (random.nextInt(3) == 0) {
            return any(3);
        }
        return switch (value) {
            case Json.Obj object -> brokenOnce(object);
            case Json.Arr array
            when !array.items().isEmpty() -> {
                var items = new ArrayList<>(array.items());
                int at = random.nextInt(items.size());
                items.set(at, brokenValue(items.get(at)));
                yield Json.array(items);
            }
            case Json.Arr array -> any(2);
            case Json.Str text -> any(2);
            case Json.Num number -> any(2);
            case Json.Bool bool -> any(2);
            case Json.Null nothing -> any(2);
        };
    }

    private String text() {
        return TEXTS.get(random.nextInt(TEXTS.size()));
    }
}
