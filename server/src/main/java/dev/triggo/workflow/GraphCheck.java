package dev.triggo.workflow;

import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Do the arrows lead somewhere, leave by branches that there are, reach every node and never go round? */
final class GraphCheck {
    private final DefinitionReader read;
    private final WorkflowDefinition definition;
    private final NodeTypes types;
    private final Problems problems;

    GraphCheck(DefinitionReader read, NodeTypes types, Problems problems) {
        this.read = read;
        this.definition = read.definition();
        this.types = types;
        this.problems = problems;
    }

    void check(Graph graph, Entries entries) {
        var seen = new HashSet<Edge>();
        for (int i = 0; i < definition.edges().size(); i++) {
            Edge edge = definition.edges().get(i);
            String at = read.edgePlace(i);
            ends(edge, at);
            handle(edge, at);
            if (!seen.add(new Edge("", edge.source(), edge.sourceHandle(), edge.target()))) {
                problems.add(
                        edge.source(),
                        at,
                        "duplicate_edge",
                        "Two edges lead from '%s' to '%s' by the same branch; remove one."
                                .formatted(edge.source(), edge.target()));
            }
        }
        List<String> cycle = graph.cycle();
        if (!cycle.isEmpty()) {
            String first = cycle.getFirst();
            problems.add(
                    first,
                    read.place(first),
                    "cycle",
                    "These nodes lead round in a circle: %s; remove one of the edges."
                            .formatted(String.join(" -> ", cycle)));
        }
        if (!entries.starts().isEmpty()) {
            unreachable(graph.reachable(entries.starts()));
        }
        new LoopCheck(read, types, problems).check();
    }

    private void ends(Edge edge, String at) {
        nowhere(edge.source(), at + "/source");
        nowhere(edge.target(), at + "/target");
    }

    private void nowhere(String id, String at) {
        if (definition.node(id) == null) {
            List<String> ids = definition.nodes().stream().map(Node::id).toList();
            String mend = Texts.didYouMean(id, ids);
            problems.add(
                    null,
                    at,
                    "edge_to_nowhere",
                    "There is no node '%s'%s"
                            .formatted(id, mend.isEmpty() ? "; correct the id or remove the edge." : mend));
        }
    }

    private void handle(Edge edge, String at) {
        @Nullable Node source = definition.node(edge.source());
        @Nullable NodeType type = source == null ? null : types.find(source.type());
        if (source == null || type == null) {
            return;
        }
        Set<String> handles = type.handles(source);
        @Nullable String handle = edge.sourceHandle();
        String known = String.join(", ", handles);
        if (handles.isEmpty() && handle != null) {
            problems.add(
                    source.id(),
                    at + "/sourceHandle",
                    "unknown_handle",
                    "The node '%s' has no branch '%s'; remove sourceHandle.".formatted(source.id(), handle));
        } else if (!handles.isEmpty() && handle == null) {
            problems.add(
                    source.id(),
                    at + "/sourceHandle",
                    "missing_handle",
                    "An edge from '%s' names its branch in sourceHandle: one of %s.".formatted(source.id(), known));
        } else if (handle != null && !handles.contains(handle)) {
            problems.add(
                    source.id(),
                    at + "/sourceHandle",
                    "unknown_handle",
                    "The node '%s' has no branch '%s'; it has %s.".formatted(source.id(), handle, known));
        }
    }

    private void unreachable(BitSet reached) {
        for (int i = 0; i < definition.nodes().size(); i++) {
            Node node = definition.nodes().get(i);
            if (!reached.get(i)) {
                problems.add(
                        node.id(),
                        read.place(node.id()),
                        "unreachable",
                        "No path leads from the start to '%s'; connect it or remove it.".formatted(node.id()));
            }
        }
    }
}
