package dev.triggo.workflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Is the shape of the graph sound: entry and exits, edges, cycles, reach. */
final class GraphCheck {
    private final WorkflowDefinition graph;
    private final NodeTypes types;
    private final List<WorkflowProblem> problems = new ArrayList<>();

    GraphCheck(WorkflowDefinition graph, NodeTypes types) {
        this.graph = graph;
        this.types = types;
    }

    List<WorkflowProblem> problems() {
        entry();
        edges();
        boolean cyclic = cycle();
        if (!cyclic) {
            reach();
        }
        return problems;
    }

    private void entry() {
        long inputs = count("action_input");
        long outputs = count("return_output");
        long triggers = graph.nodes().stream()
                .filter(node -> WorkflowDefinition.isTrigger(types, node))
                .count();
        if (inputs > 0 && triggers > 0) {
            add(
                    null,
                    "/nodes",
                    "entry",
                    "A workflow is started either by a call or by events: keep the Action Input node or the trigger, not both.");
        } else if (triggers > 1) {
            add(null, "/nodes", "entry", "Event-driven workflow must have exactly 1 trigger node");
        } else if (triggers == 0) {
            if (inputs == 0 && outputs == 0) {
                add(
                        null,
                        "/nodes",
                        "entry",
                        "Nothing starts this workflow: add an Action Input node (and a Return Output node) to make it callable, or a trigger node.");
            }
            if (inputs != 1 && (inputs > 1 || outputs > 0)) {
                add(null, "/nodes", "entry", "Callable workflow must have exactly 1 Action Input node");
            }
            if (inputs > 0 && outputs == 0) {
                add(null, "/nodes", "entry", "Callable workflow must have at least 1 Return Output node");
            }
        }
    }

    private long count(String type) {
        return graph.nodes().stream().filter(node -> node.type().equals(type)).count();
    }

    private void edges() {
        var ids = new HashSet<String>();
        var same = new HashSet<String>();
        for (int i = 0; i < graph.edges().size(); i++) {
            Edge edge = graph.edges().get(i);
            String path = "/edges/" + i;
            if (!ids.add(edge.id())) {
                add(null, path + "/id", "duplicate_id", "Another edge has the id '" + shown(edge.id()) + "' already.");
            }
            if (!same.add(edge.source() + "\n" + edge.sourceHandle() + "\n" + edge.target())) {
                add(null, path, "duplicate_edge", "Another edge joins the same nodes by the same handle already.");
            }
            Node source = graph.node(edge.source());
            if (source == null) {
                add(null, path + "/source", "edge_to_nowhere", "There is no node '" + shown(edge.source()) + "'.");
            } else {
                handle(edge, source, path);
            }
            Node target = graph.node(edge.target());
            if (target == null) {
                add(null, path + "/target", "edge_to_nowhere", "There is no node '" + shown(edge.target()) + "'.");
            } else if (isEntry(target)) {
                add(
                        target.id(),
                        path + "/target",
                        "edge_into_entry",
                        "'" + target.id() + "' starts the workflow: no edge can lead into it.");
            }
        }
    }

    private void handle(Edge edge, Node source, String path) {
        NodeType type = types.find(source.type());
        if (type == null) {
            return;
        }
        Set<String> handles = type.handles(source);
        String handle = edge.sourceHandle();
        if (handle == null && !handles.isEmpty()) {
            add(
                    source.id(),
                    path + "/sourceHandle",
                    "missing_handle",
                    "An edge from '" + source.id() + "' must say which branch it is: " + String.join(", ", handles) + ".");
        } else if (handle != null && !handles.contains(handle)) {
            add(
                    source.id(),
                    path + "/sourceHandle",
                    "unknown_handle",
                    "'" + source.id() + "' has no handle '" + shown(handle) + "'"
                            + (handles.isEmpty() ? ": leave sourceHandle out." : "; it has " + String.join(", ", handles) + "."));
        }
    }

    private boolean isEntry(Node node) {
        return node.type().equals("action_input") || WorkflowDefinition.isTrigger(types, node);
    }

    private boolean cycle() {
        var inOrder = new HashSet<String>();
        graph.inOrder().forEach(node -> inOrder.add(node.id()));
        for (Node node : graph.nodes()) {
            if (!inOrder.contains(node.id()) && graph.ancestors(node.id()).contains(node.id())) {
                add(
                        node.id(),
                        "/edges",
                        "cycle",
                        "These nodes lead back to themselves: " + String.join(" -> ", way(node.id()))
                                + ". Take one of the edges out.");
                return true;
            }
        }
        return false;
    }

    /** A shortest way from a node in a cycle back to itself. */
    private List<String> way(String start) {
        Map<String, String> cameFrom = new HashMap<>();
        var open = new java.util.ArrayDeque<String>(List.of(start));
        while (!open.isEmpty() && !cameFrom.containsKey(start)) {
            String at = open.remove();
            for (Edge edge : graph.edges()) {
                if (edge.source().equals(at) && cameFrom.putIfAbsent(edge.target(), at) == null) {
                    open.add(edge.target());
                }
            }
        }
        var way = new java.util.ArrayDeque<String>(List.of(start));
        for (String at = cameFrom.get(start); at != null && !at.equals(start); at = cameFrom.get(at)) {
            way.addFirst(at);
        }
        way.addFirst(start);
        return List.copyOf(way);
    }

    private void reach() {
        var reached = new HashSet<String>();
        for (Node node : graph.inOrder()) {
            boolean fromReached = graph.edges().stream()
                    .anyMatch(edge -> edge.target().equals(node.id()) && reached.contains(edge.source()));
            if (isEntry(node) || fromReached) {
                reached.add(node.id());
            }
        }
        if (reached.isEmpty()) {
            return;
        }
        for (int i = 0; i < graph.nodes().size(); i++) {
            Node node = graph.nodes().get(i);
            if (!reached.contains(node.id())) {
                add(
                        node.id(),
                        "/nodes/" + i,
                        "unreachable",
                        "No way leads from the start to '" + node.id() + "': join it with an edge, or delete it.");
            }
        }
    }

    private static String shown(String text) {
        return DefinitionReader.shown(text);
    }

    private void add(@Nullable String nodeId, String path, String rule, String message) {
        problems.add(new WorkflowProblem(nodeId, path, rule, message));
    }
}
