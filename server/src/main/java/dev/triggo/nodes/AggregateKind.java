package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Makes few values out of many items: over all of them, or for each value of a field. */
final class AggregateKind extends BuiltInKind {
    private static final int MAX_OPERATIONS = 50;
    private static final String PROPERTIES = """
            {"items": {"type": "array", "maxItems": 10000,
               "description": "The array to look at, mostly one template; at most 10,000 items."},
             "operations": {"type": "array", "minItems": 1, "maxItems": 50,
               "description": "What to work out, each under a name of its own.", "items": {
                 "type": "object", "required": ["op"], "additionalProperties": false, "properties": {
                   "op": {"enum": ["count", "sum", "avg", "min", "max", "collect", "join"],
                     "description": "sum and avg take numbers and are exact (an endless avg has 34 digits); min and max take numbers or texts; collect gives the values as an array, join as one text. Items without the field, or with null in it, are passed over: count counts the others. Over nothing, sum is 0, and avg, min and max are null."},
                   "field": {"type": "string",
                     "description": "The field of each item, or a path to it, as customer.country; without it the item itself."},
                   "as": {"type": "string", "minLength": 1, "maxLength": 200,
                     "description": "The name in the result; without it op, or op_field."},
                   "separator": {"type": "string", "maxLength": 100, "default": ", ",
                     "description": "Of join: what stands between the values."}}}},
             "groupBy": {"type": "string",
               "description": "A field, or a path to it: work out the operations for each of its values, in the order in which they first come. Items without it make a group of their own, with the key null."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "aggregate", "config": {"items": "{{http_request_1.body.orders}}", "groupBy": "country",
               "operations": [{"op": "count", "as": "orders"}, {"op": "sum", "field": "total", "as": "revenue"}]}},
             "sources": {"http_request_1": {"body": {"orders": [
               {"country": "DE", "total": 0.1}, {"country": "FR", "total": 5}, {"country": "DE", "total": 0.2}]}}},
             "output": {"groups": [{"key": "DE", "result": {"orders": 2, "revenue": 0.3}},
               {"key": "FR", "result": {"orders": 1, "revenue": 5}}]}}""";

    AggregateKind() {
        super(KindText.of(
                "aggregate",
                "Counts, sums, averages, collects or joins the items of an array, over all or in groups: {result} or {groups}.",
                PROPERTIES,
                List.of("items", "operations"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        var config = new Config(context.config());
        List<Json> items = config.items();
        List<Aggregation> operations = operations(config);
        if (!config.fields().has("groupBy")) {
            Json.Obj result = over(items, indexes(items.size()), operations, context);
            return result == null
                    ? outOfTime()
                    : Outcome.done(Json.object().put("result", result).build());
        }
        ItemField by = ItemField.of(config.value("groupBy"), "/config/groupBy");
        var groups = new ArrayList<Json>();
        for (Group group : groups(items, by).values()) {
            Json.Obj result = over(items, group.members(), operations, context);
            if (result == null) {
                return outOfTime();
            }
            groups.add(
                    Json.object().put("key", group.key()).put("result", result).build());
        }
        return Outcome.done(Json.object().put("groups", Json.array(groups)).build());
    }

    /** Items with the same value in the field, by their places. */
    private record Group(Json key, List<Integer> members) {}

    /** By the canonical text of the key, which is the same for equal values of any type: 1 and 1.0 are one group. */
    private static Map<String, Group> groups(List<Json> items, ItemField by) {
        var groups = new LinkedHashMap<String, Group>();
        for (int i = 0; i < items.size(); i++) {
            Json key = by.in(items.get(i));
            groups.computeIfAbsent(key.canonical(), text -> new Group(key, new ArrayList<>()))
                    .members()
                    .add(i);
        }
        return groups;
    }

    private static List<Integer> indexes(int count) {
        var indexes = new ArrayList<Integer>(count);
        for (int i = 0; i < count; i++) {
            indexes.add(i);
        }
        return indexes;
    }

    /** The results by name; null when the time is over. */
    private static Json.@Nullable Obj over(
            List<Json> items, List<Integer> members, List<Aggregation> operations, NodeContext context) {
        var result = Json.object();
        for (Aggregation operation : operations) {
            if (System.nanoTime() - context.deadlineNanos() > 0) {
                return null;
            }
            result.put(operation.name(), operation.over(items, members));
        }
        return result.build();
    }

    private static Outcome outOfTime() {
        return Outcome.failed("TIMEOUT", "The aggregation ran out of time: give it fewer items or operations.");
    }

    private static List<Aggregation> operations(Config config) {
        List<Json> written = config.array("operations").items();
        if (written.isEmpty() || written.size() > MAX_OPERATIONS) {
            throw new Misfit("/config/operations", "must hold 1 to " + MAX_OPERATIONS + " operations");
        }
        var operations = new ArrayList<Aggregation>();
        var names = new HashSet<String>();
        for (int i = 0; i < written.size(); i++) {
            Aggregation operation = Aggregation.of(written.get(i), "/config/operations/" + i);
            if (!names.add(operation.name())) {
                throw new Misfit("/config/operations/" + i, twice(operation.name()));
            }
            operations.add(operation);
        }
        return operations;
    }

    private static String twice(String name) {
        String shown = name.length() > 80 ? name.substring(0, 80) + "…" : name;
        return "would put a second " + Json.of(shown).write() + " into the result: give it another `as`";
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        var problems = new ArrayList<WorkflowProblem>();
        ItemField.check(node, "/config/groupBy", node.config().get("groupBy"), problems);
        if (!(node.config().get("operations") instanceof Json.Arr operations)) {
            return problems;
        }
        Set<String> names = new HashSet<>();
        for (int i = 0; i < operations.items().size(); i++) {
            if (operations.items().get(i) instanceof Json.Obj operation) {
                String path = "/config/operations/" + i;
                ItemField.check(node, path + "/field", operation.get("field"), problems);
                String name = Aggregation.writtenName(operation);
                if (name != null && !name.contains("{{") && !names.add(name)) {
                    problems.add(new WorkflowProblem(
                            node.id(), path, "duplicate_name", "This operation " + twice(name) + "."));
                }
            }
        }
        return problems;
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
