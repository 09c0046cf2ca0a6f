package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A value with templates, read once: constant parts are handed out as they are. */
sealed interface Plan {
    Json resolve(Resolution resolution);

    record Fixed(Json value) implements Plan {
        @Override
        public Json resolve(Resolution resolution) {
            return value;
        }
    }

    /** A string that is one expression and nothing else: the value keeps its type. */
    record Whole(Expression expression) implements Plan {
        @Override
        public Json resolve(Resolution resolution) {
            Json value = resolution.evaluate(expression);
            return value;
        }
    }

    /** Text and expressions in turns. */
    record Mixed(List<Part> parts) implements Plan {
        @Override
        public Json resolve(Resolution resolution) {
            var out = new StringBuilder();
            for (Part part : parts) {
                switch (part) {
                    case Part.Text text -> out.append(text.text());
                    case Part.Hole hole -> {
                        Json value = resolution.evaluate(hole.expression());
                        out.append(inline(value));
                    }
                }
            }
            return Json.of(out.toString());
        }

        private static String inline(Json value) {
            return switch (value) {
                case Json.Str s -> s.value();
                case Json.Null n -> "";
                case Json.Obj o -> o.write();
                case Json.Arr a -> a.write();
                case Json.Num n -> n.literal();
                case Json.Bool b -> b.toString();
            };
        }
    }

    record Fields(Map<String, Plan> fields) implements Plan {
        @Override
        public Json resolve(Resolution resolution) {
            var resolved = LinkedHashMap.<String, Json>newLinkedHashMap(fields.size());
            fields.forEach((name, plan) -> resolved.put(name, plan.resolve(resolution)));
            return new Json.Obj(Collections.unmodifiableMap(resolved));
        }
    }

    record Items(List<Plan> items) implements Plan {
        @Override
        public Json resolve(Resolution resolution) {
            var resolved = new ArrayList<Json>(items.size());
            items.forEach(plan -> resolved.add(plan.resolve(resolution)));
            return new Json.Arr(Collections.unmodifiableList(resolved));
        }
    }

    /** A piece of a mixed string. */
    sealed interface Part {
        record Text(String text) implements Part {}

        record Hole(Expression expression) implements Part {}
    }
}
