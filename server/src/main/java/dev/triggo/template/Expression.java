package dev.triggo.template;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What stands between the braces. */
sealed interface Expression {
    /** The value, never null: what is missing is JSON null. */
    Json evaluate(Bindings bindings, Allowance together);

    /** The roots it refers to. */
    Set<String> roots();

    /** {@code root.key[0]["odd key"]}. */
    record Path(String root, List<Segment> steps) implements Expression {
        @Override
        public Json evaluate(Bindings bindings, Allowance together) {
            @Nullable Json here = bindings.root(root);
            for (int i = 0; i < steps.size() && here != null; i++) {
                Segment step = steps.get(i);
                @Nullable Json next = step.in(here);
                boolean outer = next == null && i == 0 && Trigger.isOuter(root, step.key());
                here = outer ? here : next;
            }
            return here == null ? Json.Null.NULL : here;
        }

        @Override
        public Set<String> roots() {
            return Set.of(root);
        }
    }

    /** {@code {{= … }}}. */
    record Computed(JsonataExpression jsonata) implements Expression {
        @Override
        public Json evaluate(Bindings bindings, Allowance together) {
            return jsonata.evaluate(bindings, together);
        }

        @Override
        public Set<String> roots() {
            return jsonata.roots();
        }
    }
}
