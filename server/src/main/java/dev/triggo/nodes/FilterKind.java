package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.template.Allowance;
import dev.triggo.template.Bindings;
import dev.triggo.template.Template;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Keeps the items for which the rules hold; the rules see each as {@code item}, and its place as {@code index}. */
final class FilterKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"items": {"type": "array", "maxItems": 10000,
               "description": "The array to choose from, mostly one template; at most 10,000 items."},
             %s}""".formatted(Rules.PROPERTIES);
    private static final String EXAMPLE = """
            {"node": {"type": "filter", "config": {"items": "{{http_request_1.body.people}}",
               "rules": [{"left": "{{item.age}}", "operator": "gte", "right": 18}]}},
             "sources": {"http_request_1": {"body": {"people": [{"name": "Ada", "age": 36}, {"name": "Tim", "age": 7}]}}},
             "output": {"items": [{"name": "Ada", "age": 36}], "count": 1}}""";

    FilterKind() {
        super(KindText.of(
                "filter",
                "Keeps the items of an array for which the rules hold; rules use {{item}} and {{index}}.",
                PROPERTIES,
                List.of("items", "rules"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        List<Json> items = new Config(context.config()).items();
        Template rules = Template.of(new Config(context.config()).value("rules"));
        var test = new Rules();
        var together = new Allowance();
        var kept = new ArrayList<Json>();
        for (int i = 0; i < items.size(); i++) {
            if (System.nanoTime() - context.deadlineNanos() > 0) {
                return Outcome.failed(
                        "TIMEOUT", "The filter ran out of time at item " + i + " of " + items.size() + ".");
            }
            Json resolved = rules.resolve(seenFrom(items.get(i), i, context.bindings()), together);
            if (test.hold(context.config().with("rules", resolved))) {
                kept.add(items.get(i));
            }
        }
        return Outcome.done(Json.object()
                .put("items", Json.array(kept))
                .put("count", kept.size())
                .build());
    }

    private static Bindings seenFrom(Json item, int index, Bindings outer) {
        return root -> switch (root) {
            case "item" -> item;
            case "index" -> Json.of(index);
            default -> outer.root(root);
        };
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        return Rules.check(node);
    }

    @Override
    public Set<String> deferredFields() {
        return Set.of("rules");
    }

    @Override
    public Set<String> extraRoots() {
        return Set.of("item", "index");
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
