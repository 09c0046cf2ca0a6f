package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;

/** Brings branches together. Sources that were skipped are left out in every mode. */
final class MergeKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"mode": {"enum": ["object", "append", "first"], "default": "object",
               "description": "object: the outputs by node id. append: one array of all; an output that is no array counts as one item. first: the output that came first."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "merge", "config": {"mode": "append"}},
             "sources": {"filter_1": [1, 2], "filter_2": [3]},
             "output": [1, 2, 3]}""";

    MergeKind() {
        super(KindText.of(
                "merge",
                "Waits for all branches before it and makes one value of their outputs.",
                PROPERTIES,
                List.of(),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        String mode = new Config(context.config()).word("mode", "object");
        return Outcome.done(
                switch (mode) {
                    case "object" -> byId(context);
                    case "append" -> append(context);
                    case "first" -> first(context);
                    default -> throw new Misfit("/config/mode", "must be object, append or first");
                });
    }

    private static Json byId(NodeContext context) {
        var merged = Json.object();
        context.sources().forEach(merged::put);
        return merged.build();
    }

    private static Json append(NodeContext context) {
        var items = new ArrayList<Json>();
        for (Json source : context.sources().values()) {
            if (source instanceof Json.Arr array) {
                items.addAll(array.items());
            } else {
                items.add(source);
            }
        }
        return Json.array(items);
    }

    private static Json first(NodeContext context) {
        for (String source : context.settledSources()) {
            Json output = context.sources().get(source);
            if (output != null) {
                return output;
            }
        }
        return Json.Null.NULL;
    }
}
