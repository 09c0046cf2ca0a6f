package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;

/** Takes the array that each item holds in a field, and makes one array of all that is in them. */
final class SplitOutKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"items": {"type": "array", "maxItems": 10000,
               "description": "The array to look at, mostly one template; at most 10,000 items."},
             "field": {"type": "string",
               "description": "The field of each item that holds an array, or a path to it, as order.lines. Items without it, or with null in it, give nothing. At most 10,000 items may come out."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "split_out", "config": {"items": "{{http_request_1.body.orders}}", "field": "lines"}},
             "sources": {"http_request_1": {"body": {"orders": [
               {"id": 1, "lines": [{"sku": "a"}, {"sku": "b"}]}, {"id": 2, "lines": [{"sku": "c"}]}, {"id": 3}]}}},
             "output": {"items": [{"sku": "a"}, {"sku": "b"}, {"sku": "c"}]}}""";

    SplitOutKind() {
        super(KindText.of(
                "split_out",
                "Makes one array of the arrays that the items hold in a field, as all lines of all orders.",
                PROPERTIES,
                List.of("items", "field"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        var config = new Config(context.config());
        List<Json> items = config.items();
        ItemField field = ItemField.of(config.value("field"), "/config/field");
        var all = new ArrayList<Json>();
        for (int i = 0; i < items.size(); i++) {
            switch (field.in(items.get(i))) {
                case Json.Arr part -> {
                    if (all.size() + part.items().size() > Config.MAX_ITEMS) {
                        throw new Misfit(
                                field.at(i),
                                "brings what comes out to more than " + Config.MAX_ITEMS + " items; filter before, or"
                                        + " split in parts");
                    }
                    all.addAll(part.items());
                }
                case Json.Null nothing -> {}
                case Json other ->
                    throw new Misfit(
                            field.at(i),
                            "must be an array but is " + Misfit.kindOf(other) + "; split_out takes arrays apart");
            }
        }
        return Outcome.done(Json.object().put("items", Json.array(all)).build());
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        var problems = new ArrayList<WorkflowProblem>();
        ItemField.check(node, "/config/field", node.config().get("field"), problems);
        return problems;
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
