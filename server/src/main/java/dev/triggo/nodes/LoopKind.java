package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.util.List;

/** Carries out the nodes of its body, those that name it in {@code parentId}, once for each item. */
final class LoopKind extends BuiltInKind {
    static final int MAX_ITEMS = 10_000;
    private static final int MAX_CONCURRENCY = 20;
    private static final String PROPERTIES = """
            {"items": {"type": "array", "maxItems": 10000,
               "description": "What to go over, mostly one template; at most 10,000 items."},
             "concurrency": {"type": "integer", "minimum": 1, "maximum": 20, "default": 1,
               "description": "How many items are worked on at the same time."},
             "continueOnItemFailure": {"type": "boolean", "default": false,
               "description": "Go on with the other items when the body fails for one; null stands for its output."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "loop", "config": {"items": "{{action_input.people}}", "concurrency": 2}},
             "sources": {"action_input": {"people": [{"name": "Ada"}, {"name": "Tim"}]}},
             "each": {"items": [{"name": "Ada"}, {"name": "Tim"}], "concurrency": 2}}""";

    LoopKind() {
        super(KindText.of(
                "loop",
                "Carries out its body (nodes with its id as parentId) for each item; gives {items, count, failed}."
                        + " In the body: {{loop_1.item}}, {{loop_1.index}}.",
                PROPERTIES,
                List.of("items"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        var config = new Config(context.config());
        List<Json> items = config.array("items").items();
        if (items.size() > MAX_ITEMS) {
            throw new Misfit("/config/items", "has " + items.size() + " items; at most " + MAX_ITEMS + " are allowed");
        }
        return new Outcome.Each(
                items,
                (int) config.whole("concurrency", 1, MAX_CONCURRENCY, 1),
                config.flag("continueOnItemFailure", false));
    }

    @Override
    public boolean hasBody() {
        return true;
    }

    @Override
    public boolean takesOptions() {
        return true;
    }

    /** What it goes over is written down once, as its items. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return Json.EMPTY_OBJECT;
    }
}
