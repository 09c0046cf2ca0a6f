package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.template.Template;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sound definition made ready to run: nodes numbered in topological order, edges by number, templates read. Made once
 * for a version; immutable and shared by all its runs.
 */
public final class Graph {
    private final List<Spot> spots;
    private final Map<String, Integer> numbers;

    /** A node in its place. */
    record Spot(Node node, NodeKind kind, Template config, Json.Obj deferred, int incoming, List<Exit> exits) {}

    /** An edge as seen from its source. */
    record Exit(int target, @Nullable String handle) {}

    private Graph(List<Spot> spots, Map<String, Integer> numbers) {
        this.spots = spots;
        this.numbers = numbers;
    }

    /** The definition must have passed validation against the same kinds. */
    public static Graph of(WorkflowDefinition definition, Function<String, NodeKind> kinds) {
        List<Node> order = definition.inOrder();
        var numbers = new HashMap<String, Integer>();
        for (int i = 0; i < order.size(); i++) {
            numbers.put(order.get(i).id(), i);
        }
        var exits = new ArrayList<List<Exit>>();
        var incoming = new int[order.size()];
        order.forEach(node -> exits.add(new ArrayList<>()));
        for (Edge edge : definition.edges()) {
            int target = number(numbers, edge.target());
            exits.get(number(numbers, edge.source())).add(new Exit(target, edge.sourceHandle()));
            incoming[target]++;
        }
        var spots = new ArrayList<Spot>();
        for (int i = 0; i < order.size(); i++) {
            spots.add(spot(order.get(i), kinds.apply(order.get(i).type()), incoming[i], exits.get(i)));
        }
        return new Graph(List.copyOf(spots), Map.copyOf(numbers));
    }

    private static Spot spot(Node node, NodeKind kind, int incoming, List<Exit> exits) {
        Json.Obj now = node.config();
        var later = Json.object();
        for (String field : kind.deferredFields()) {
            later.putIf(field, now.get(field));
            now = now.without(field);
        }
        return new Spot(node, kind, Template.of(now), later.build(), incoming, List.copyOf(exits));
    }

    private static int number(Map<String, Integer> numbers, String id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return number;
    }

    int size() {
        return spots.size();
    }

    Spot spot(int number) {
        return spots.get(number);
    }

    int number(String id) {
        return number(numbers, id);
    }

    boolean has(String id) {
        return numbers.containsKey(id);
    }

    /** All nodes, in topological order. */
    public List<Node> nodes() {
        return spots.stream().map(Spot::node).toList();
    }

    public NodeKind kind(String nodeId) {
        return spots.get(number(nodeId)).kind();
    }

    public Node node(String nodeId) {
        return spots.get(number(nodeId)).node();
    }

    /** True when no node does anything outside the process. */
    public boolean isPure() {
        return spots.stream().allMatch(spot -> spot.kind().effect(spot.node()) == Effect.NONE);
    }
}
