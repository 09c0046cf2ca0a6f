package dev.triggo.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever stands in a definition, validation gives a verdict, and each problem points into the definition. */
class ValidationFuzzTest {
    private static final NodeTypes TYPES = new TinyTypes();
    private static final List<Json> ODD = List.of(
            Json.Null.NULL,
            Json.of(true),
            Json.of(-1),
            Json.parse("1e399"),
            Json.of(""),
            Json.of("in"),
            Json.of("trigger"),
            Json.of("{{"),
            Json.of("{{out.x}} {{= $sum(in.a) }} {{item}}"),
            Json.of("\u0000\u202e"),
            Json.of("\ud800"),
            Json.of("__proto__"),
            Json.EMPTY_OBJECT,
            Json.EMPTY_ARRAY,
            Json.parse("[[[{\"a\":{\"$ref\":\"#\"}}]]]"));

    private static final Json SOUND = Json.parse("""
            {"nodes": [
                {"id": "in", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                {"id": "c", "type": "connector", "connector": "x", "operation": "y", "name": "C", "notes": 1,
                 "config": {"url": "https://a.example/{{in.a}}", "times": 2}, "options": {"maxRetries": 1}},
                {"id": "f", "type": "filter", "config": {"items": "{{c.body}}", "rules": [{"left": "{{item.x}}"}]}},
                {"id": "l", "type": "loop"}, {"id": "b", "type": "set", "parentId": "l", "config": {"a": "{{index}}"}},
                {"id": "q", "type": "condition"},
                {"id": "out", "type": "return_output", "config": {"output": {"a": "{{= $count(f.items) }}"}}}],
             "edges": [
                {"id": "1", "source": "in", "target": "c"}, {"id": "2", "source": "c", "target": "f"},
                {"id": "3", "source": "f", "target": "l"}, {"id": "4", "source": "l", "target": "q"},
                {"id": "5", "source": "q", "sourceHandle": "true", "target": "out"}]}
            """);

    @Test
    void alwaysGivesAVerdict() {
        assertEquals(List.of(), Validation.of(SOUND, TYPES).problems());
        var random = new Random(7);
        for (int round = 0; round < 2_000; round++) {
            Json definition = SOUND;
            for (int change = random.nextInt(4); change >= 0; change--) {
                definition = changed(definition, random);
            }
            Json tried = definition;
            Validation validation = Validation.of(tried, TYPES);
            for (WorkflowProblem problem : validation.problems()) {
                assertTrue(problem.path().isEmpty() || problem.path().startsWith("/"), problem::toString);
                assertTrue(problem.rule().matches("[a-z][a-z_]*"), problem::toString);
                assertTrue(problem.message().length() > 5, problem::toString);
            }
            assertNotNull(validation.toJson().write());
            assertEquals(
                    validation.definition().nodes().size(),
                    validation.definition().inOrder().size());
        }
    }

    /** The value with one thing inside replaced, removed, doubled or added. */
    private static Json changed(Json value, Random random) {
        boolean here = random.nextInt(6) == 0;
        if (value instanceof Json.Obj o && !o.fields().isEmpty() && !here) {
            var names = new ArrayList<>(o.fields().keySet());
            String name = names.get(random.nextInt(names.size()));
            return switch (random.nextInt(8)) {
                case 0 -> o.without(name);
                case 1 -> o.with("odd~/name", odd(random));
                default ->
                    o.with(name, changed(new LinkedHashMap<>(o.fields()).getOrDefault(name, odd(random)), random));
            };
        }
        if (value instanceof Json.Arr a && !a.items().isEmpty() && !here) {
            var items = new ArrayList<>(a.items());
            int at = random.nextInt(items.size());
            switch (random.nextInt(8)) {
                case 0 -> items.remove(at);
                case 1 -> items.add(items.get(at));
                default -> items.set(at, changed(items.get(at), random));
            }
            return Json.array(items);
        }
        return odd(random);
    }

    private static Json odd(Random random) {
        return ODD.get(random.nextInt(ODD.size()));
    }
}
