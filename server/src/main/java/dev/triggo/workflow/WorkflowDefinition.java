package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The graph that people draw: nodes and edges, as read from JSON or YAML. Immutable. */
public record WorkflowDefinition(List<Node> nodes, List<Edge> edges) {
    public WorkflowDefinition {
        nodes = List.copyOf(nodes);
        edges = List.copyOf(edges);
    }

    /**
     * What could be read of a definition, and everything that could not. A definition with problems may still be
     * stored as a draft.
     */
    public record Read(WorkflowDefinition definition, List<WorkflowProblem> problems) {}

    public static Read read(Json definition) {
        return new DefinitionReader().read(definition);
    }

    /** YAML text as the JSON value it stands for. Throws BAD_REQUEST on bad YAML, aliases, tags or too much depth. */
    public static Json fromYaml(String yaml) {
        return YamlReader.read(yaml);
    }

    public @Nullable Node node(String id) {
        for (Node node : nodes) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        return null;
    }

    /** Derived from the nodes alone: callable with an action input, event-driven with a trigger, else undetermined. */
    public WorkflowType type(NodeTypes types) {
        long inputs = nodes.stream().filter(node -> node.type().equals("action_input")).count();
        long triggers = nodes.stream().filter(node -> isTrigger(types, node)).count();
        if (inputs > 0 == triggers > 0) {
            return WorkflowType.UNDETERMINED;
        }
        return inputs > 0 ? WorkflowType.CALLABLE : WorkflowType.EVENT_DRIVEN;
    }

    static boolean isTrigger(NodeTypes types, Node node) {
        NodeType type = types.find(node.type());
        return type != null && type.isTrigger();
    }

    /** The nodes in topological order, in their own order among equals; nodes in a cycle are left out. */
    public List<Node> inOrder() {
        var place = new HashMap<String, Integer>();
        for (int i = 0; i < nodes.size(); i++) {
            place.putIfAbsent(nodes.get(i).id(), i);
        }
        var waiting = new int[nodes.size()];
        var exits = new ArrayList<List<Integer>>();
        nodes.forEach(node -> exits.add(new ArrayList<>()));
        for (Edge edge : edges) {
            Integer source = place.get(edge.source());
            Integer target = place.get(edge.target());
            if (source != null && target != null) {
                exits.get(source).add(target);
                waiting[target]++;
            }
        }
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        var order = new ArrayList<Node>();
        for (Integer next = ready.poll(); next != null; next = ready.poll()) {
            order.add(nodes.get(next));
            for (int target : exits.get(next)) {
                if (--waiting[target] == 0) {
                    ready.add(target);
                }
            }
        }
        return List.copyOf(order);
    }

    /** Ids of all nodes from which an edge or a chain of edges leads to this one; without itself, unless in a cycle. */
    Set<String> ancestors(String id) {
        var sources = new HashMap<String, List<String>>();
        for (Edge edge : edges) {
            sources.computeIfAbsent(edge.target(), target -> new ArrayList<>()).add(edge.source());
        }
        var found = new HashSet<String>();
        var open = new ArrayDeque<String>(List.of(id));
        for (String next = open.poll(); next != null; next = open.poll()) {
            for (String source : sources.getOrDefault(next, List.of())) {
                if (found.add(source)) {
                    open.add(source);
                }
            }
        }
        return found;
    }
}
