package dev.triggo.workflow;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/** The arrows of a definition, by the places of its nodes. Edges to or from nowhere are left out. */
final class Graph {
    private static final int OPEN = 1;
    private static final int DONE = 2;

    private final List<Node> nodes;
    private final Map<String, Integer> places = new HashMap<>();
    private final List<List<Integer>> next = new ArrayList<>();
    private final List<List<Integer>> previous = new ArrayList<>();

    private Graph(List<Node> nodes) {
        this.nodes = nodes;
        for (Node node : nodes) {
            places.putIfAbsent(node.id(), next.size());
            next.add(new ArrayList<>());
            previous.add(new ArrayList<>());
        }
    }

    static Graph of(WorkflowDefinition definition) {
        var graph = new Graph(definition.nodes());
        for (Edge edge : definition.edges()) {
            graph.connect(edge.source(), edge.target());
        }
        for (Node node : definition.nodes()) {
            // A loop comes before its body.
            if (node.parentId() != null) {
                graph.connect(node.parentId(), node.id());
            }
        }
        return graph;
    }

    private void connect(String from, String to) {
        Integer source = places.get(from);
        Integer target = places.get(to);
        if (source != null && target != null) {
            next.get(source).add(target);
            previous.get(target).add(source);
        }
    }

    List<Node> inOrder() {
        int[] waiting = new int[nodes.size()];
        var ready = new PriorityQueue<Integer>();
        for (int i = 0; i < waiting.length; i++) {
            waiting[i] = previous.get(i).size();
            if (waiting[i] == 0) {
                ready.add(i);
            }
        }
        var ordered = new ArrayList<Node>(nodes.size());
        for (Integer at = ready.poll(); at != null; at = ready.poll()) {
            ordered.add(nodes.get(at));
            for (int target : next.get(at)) {
                if (--waiting[target] == 0) {
                    ready.add(target);
                }
            }
        }
        for (int i = 0; i < waiting.length; i++) {
            if (waiting[i] > 0) {
                ordered.add(nodes.get(i));
            }
        }
        return List.copyOf(ordered);
    }

    /** The ids on one cycle, the first repeated at the end; empty when there is none. */
    List<String> cycle() {
        int[] state = new int[nodes.size()];
        int[] cameFrom = new int[nodes.size()];
        Arrays.fill(cameFrom, -1);
        for (int start = 0; start < state.length; start++) {
            int end = state[start] == 0 ? closing(start, state, cameFrom) : -1;
            if (end >= 0) {
                return namesBack(end, cameFrom);
            }
        }
        return List.of();
    }

    /** A node from which an arrow leads back to one that is still open, which is kept in {@code cameFrom}; or -1. */
    private int closing(int start, int[] state, int[] cameFrom) {
        var path = new ArrayDeque<int[]>();
        path.push(new int[] {start, 0});
        state[start] = OPEN;
        while (!path.isEmpty()) {
            int[] here = path.element();
            List<Integer> targets = next.get(here[0]);
            if (here[1] == targets.size()) {
                state[here[0]] = DONE;
                path.pop();
                continue;
            }
            int target = targets.get(here[1]++);
            if (state[target] == OPEN) {
                cameFrom[target] = here[0];
                return target;
            }
            if (state[target] == 0) {
                state[target] = OPEN;
                cameFrom[target] = here[0];
                path.push(new int[] {target, 0});
            }
        }
        return -1;
    }

    private List<String> namesBack(int end, int[] cameFrom) {
        var names = new ArrayList<String>();
        names.add(nodes.get(end).id());
        for (int at = cameFrom[end]; at != end; at = cameFrom[at]) {
            names.addFirst(nodes.get(at).id());
        }
        names.addFirst(nodes.get(end).id());
        return names;
    }

    /** All nodes from which arrows lead to this one. */
    List<String> ancestors(String id) {
        return reached(List.of(id), previous).stream()
                .mapToObj(i -> nodes.get(i).id())
                .toList();
    }

    /** All nodes that these lead to, themselves included. */
    BitSet reachable(List<String> from) {
        BitSet reached = reached(from, next);
        for (int i = 0; i < nodes.size(); i++) {
            if (from.contains(nodes.get(i).id())) {
                reached.set(i);
            }
        }
        return reached;
    }

    private BitSet reached(List<String> from, List<List<Integer>> arrows) {
        var seen = new BitSet(nodes.size());
        var todo = new ArrayDeque<Integer>();
        from.forEach(id -> {
            Integer place = places.get(id);
            if (place != null) {
                todo.add(place);
            }
        });
        while (!todo.isEmpty()) {
            for (int neighbour : arrows.get(todo.remove())) {
                if (!seen.get(neighbour)) {
                    seen.set(neighbour);
                    todo.add(neighbour);
                }
            }
        }
        return seen;
    }
}
