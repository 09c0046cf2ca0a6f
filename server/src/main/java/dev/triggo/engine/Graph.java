package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.template.Template;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowLimits;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A sound definition made ready to run: nodes numbered in topological order, edges by number, templates read. The nodes
 * of a loop's body are a graph of their own. Made once for a version; immutable and shared by all its runs.
 */
public final class Graph {
    private final List<Spot> spots;
    /** The numbers of this graph's own nodes. */
    private final Map<String, Integer> numbers;
    /** Every node of the definition, wherever it is. */
    private final Map<String, Spot> everywhere;

    private final @Nullable String onFailure;
    private final WorkflowLimits limits;

    /**
     * A node in its place.
     *
     * @param approval what {@code requiresApproval} says, null for nodes that need none
     * @param incoming how many edges lead here
     * @param body the nodes that are carried out for each item, null for all but loops
     */
    record Spot(
            Node node,
            NodeKind kind,
            Template config,
            Json.Obj deferred,
            @Nullable Template approval,
            int incoming,
            List<Exit> exits,
            @Nullable Graph body) {
        boolean asks() {
            return approval != null || kind.asksApproval();
        }

        private void addRoots(Set<String> roots) {
            config.references().forEach(reference -> roots.add(reference.root()));
            Template.of(deferred).references().forEach(reference -> roots.add(reference.root()));
            roots.addAll(kind.furtherRoots(node.config()));
            if (approval != null) {
                approval.references().forEach(reference -> roots.add(reference.root()));
            }
            if (body != null) {
                body.spots.forEach(inner -> inner.addRoots(roots));
            }
        }
    }

    /** An edge as seen from its source. */
    record Exit(int target, @Nullable String handle) {}

    private Graph(
            List<Spot> spots,
            Map<String, Integer> numbers,
            Map<String, Spot> everywhere,
            @Nullable String onFailure,
            WorkflowLimits limits) {
        this.limits = limits;
        this.spots = spots;
        this.numbers = numbers;
        this.everywhere = everywhere;
        this.onFailure = onFailure;
    }

    /** As {@link #of(WorkflowDefinition, Function, WorkflowLimits)} with the usual limits. */
    public static Graph of(WorkflowDefinition definition, Function<String, NodeKind> kinds) {
        return of(definition, kinds, WorkflowLimits.USUAL);
    }

    /** The definition must have passed validation against the same kinds. Its runs may give what the limits say. */
    public static Graph of(WorkflowDefinition definition, Function<String, NodeKind> kinds, WorkflowLimits limits) {
        return new Maker(definition, kinds, limits, new HashMap<>()).level(null);
    }

    /** Makes the graphs of a definition, bodies before the loops around them. */
    private record Maker(
            WorkflowDefinition definition,
            Function<String, NodeKind> kinds,
            WorkflowLimits limits,
            Map<String, Spot> everywhere) {

        Graph level(@Nullable String loop) {
            List<Node> order = definition.inOrder().stream()
                    .filter(node -> Objects.equals(node.parentId(), loop))
                    .toList();
            var numbers = new HashMap<String, Integer>();
            for (int i = 0; i < order.size(); i++) {
                numbers.put(order.get(i).id(), i);
            }
            var exits = new ArrayList<List<Exit>>();
            var incoming = new int[order.size()];
            order.forEach(node -> exits.add(new ArrayList<>()));
            for (Edge edge : definition.edges()) {
                Integer source = numbers.get(edge.source());
                Integer target = numbers.get(edge.target());
                // An edge from a loop to a node of its own body only draws where the body begins.
                if (source != null && target != null) {
                    exits.get(source).add(new Exit(target, edge.sourceHandle()));
                    incoming[target]++;
                }
            }
            var spots = new ArrayList<Spot>();
            for (int i = 0; i < order.size(); i++) {
                Spot spot = spot(order.get(i), incoming[i], exits.get(i));
                spots.add(spot);
                everywhere.put(spot.node().id(), spot);
            }
            return new Graph(List.copyOf(spots), Map.copyOf(numbers), everywhere, definition.onFailure(), limits);
        }

        private Spot spot(Node node, int incoming, List<Exit> exits) {
            NodeKind kind = kinds.apply(node.type());
            Json.Obj now = node.config();
            var later = Json.object();
            for (String field : kind.deferredFields()) {
                later.putIf(field, now.get(field));
                now = now.without(field);
            }
            Json.Obj approval = node.options().requiresApproval();
            return new Spot(
                    node,
                    kind,
                    Template.of(now),
                    later.build(),
                    approval == null ? null : Template.of(approval),
                    incoming,
                    List.copyOf(exits),
                    kind.hasBody() ? level(node.id()) : null);
        }
    }

    /** The node alone, with the body that it may have, and nothing before or after it. */
    Graph only(String id) {
        Spot spot = find(id);
        var alone = new Spot(
                spot.node(), spot.kind(), spot.config(), spot.deferred(), spot.approval(), 0, List.of(), spot.body());
        return new Graph(List.of(alone), Map.of(id, 0), everywhere, null, limits);
    }

    /** Every root that templates of the node refer to, and those of its body. */
    Set<String> rootsOf(String id) {
        var roots = new TreeSet<String>();
        find(id).addRoots(roots);
        return roots;
    }

    /** The slug of the action that is told of runs that fail; null for none. */
    public @Nullable String onFailure() {
        return onFailure;
    }

    /** What its runs may give. */
    public WorkflowLimits limits() {
        return limits;
    }

    /** True when a step of it may start another run. */
    public boolean callsRuns() {
        return everywhere.values().stream().anyMatch(spot -> spot.kind().callsRuns());
    }

    int size() {
        return spots.size();
    }

    Spot spot(int number) {
        return spots.get(number);
    }

    /** The place of one of this graph's own nodes. */
    int number(String id) {
        Integer number = numbers.get(id);
        if (number == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return number;
    }

    /** True for every node of the definition, in a loop or not. */
    public boolean contains(String id) {
        return everywhere.containsKey(id);
    }

    /** True for this graph's own nodes. */
    boolean has(String id) {
        return numbers.containsKey(id);
    }

    /** Any node of the definition, in a loop or not. */
    Spot find(String id) {
        Spot spot = everywhere.get(id);
        if (spot == null) {
            throw new IllegalArgumentException("no node " + id);
        }
        return spot;
    }

    /** How many nodes there are, those in loops counted once. */
    public int nodeCount() {
        return everywhere.size();
    }

    public NodeKind kind(String nodeId) {
        return find(nodeId).kind();
    }

    public Node node(String nodeId) {
        return find(nodeId).node();
    }

    /**
     * True when runs may pass the node by, because a branch on the way to it goes another way, or may not come to it,
     * because it is in a loop, which may have no items.
     */
    public boolean isBehindBranch(String nodeId) {
        if (!has(nodeId)) {
            return true;
        }
        int last = number(nodeId);
        var leads = new boolean[spots.size()];
        leads[last] = true;
        for (int i = last - 1; i >= 0; i--) {
            for (Exit exit : spots.get(i).exits()) {
                if (leads[exit.target()]) {
                    if (exit.handle() != null) {
                        return true;
                    }
                    leads[i] = true;
                }
            }
        }
        return false;
    }
}
