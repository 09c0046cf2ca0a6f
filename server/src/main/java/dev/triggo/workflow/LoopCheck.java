package dev.triggo.workflow;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Are the bodies of loops whole: inside of a loop that there is, entered by the loop alone, and not too deep? */
final class LoopCheck {
    /** What a run begins and ends with; in a body it would be so for each item. */
    private static final Set<String> OUTSIDE_ONLY = Set.of(Entries.INPUT, Entries.OUTPUT);

    private final DefinitionReader read;
    private final WorkflowDefinition definition;
    private final NodeTypes types;
    private final Problems problems;

    LoopCheck(DefinitionReader read, NodeTypes types, Problems problems) {
        this.read = read;
        this.definition = read.definition();
        this.types = types;
        this.problems = problems;
    }

    void check() {
        var parents = new HashSet<String>();
        for (Node node : definition.nodes()) {
            if (node.parentId() != null) {
                parents.add(node.parentId());
                parent(node, node.parentId());
            }
        }
        for (Node node : definition.nodes()) {
            if (hasBody(node) && !parents.contains(node.id())) {
                problems.add(
                        node.id(),
                        read.place(node.id()),
                        "empty_body",
                        "The loop '%s' has no body: give the nodes to repeat \"parentId\": \"%s\"."
                                .formatted(node.id(), node.id()));
            }
        }
        for (int i = 0; i < definition.edges().size(); i++) {
            edge(definition.edges().get(i), read.edgePlace(i));
        }
    }

    private boolean hasBody(Node node) {
        @Nullable NodeType type = types.find(node.type());
        return type != null && type.hasBody();
    }

    private void parent(Node node, String parentId) {
        String at = read.place(node.id()) + "/parentId";
        @Nullable Node parent = definition.node(parentId);
        if (parent == null) {
            List<String> loops = definition.nodes().stream()
                    .filter(this::hasBody)
                    .map(Node::id)
                    .toList();
            String mend = Texts.didYouMean(parentId, loops);
            problems.add(
                    node.id(),
                    at,
                    "unknown_parent",
                    "There is no node '%s' that this could be in the body of%s"
                            .formatted(parentId, mend.isEmpty() ? "." : mend));
            return;
        }
        if (types.find(parent.type()) != null && !hasBody(parent)) {
            problems.add(
                    node.id(),
                    at,
                    "not_a_loop",
                    "'%s' is of type '%s', which has no body; parentId names a loop."
                            .formatted(parentId, parent.type()));
        }
        @Nullable NodeType type = types.find(node.type());
        if (OUTSIDE_ONLY.contains(node.type()) || type != null && type.isTrigger()) {
            problems.add(
                    node.id(),
                    at,
                    "not_in_a_loop",
                    "A node of type '%s' cannot be in the body of a loop; remove parentId.".formatted(node.type()));
        }
        depth(node, at);
    }

    private void depth(Node node, String at) {
        int depth = 0;
        var seen = new HashSet<String>();
        for (Node here = node; here != null && here.parentId() != null; here = definition.node(here.parentId())) {
            // Bodies inside of each other in a circle are told as a cycle.
            if (!seen.add(here.id())) {
                return;
            }
            depth++;
        }
        if (depth > types.limits().loops()) {
            problems.add(
                    node.id(),
                    at,
                    "nested_too_deep",
                    "Loops are nested at most %d deep.".formatted(types.limits().loops()));
        }
    }

    /** True when it names a loop that there is not, which is told where it does so. */
    private boolean hangs(Node node) {
        return node.parentId() != null && definition.node(node.parentId()) == null;
    }

    /** Edges stay on their level; from a loop into its own body they only show where the body begins. */
    private void edge(Edge edge, String at) {
        @Nullable Node source = definition.node(edge.source());
        @Nullable Node target = definition.node(edge.target());
        if (source == null
                || target == null
                || hangs(source)
                || hangs(target)
                || Objects.equals(source.parentId(), target.parentId())
                || source.id().equals(target.parentId())) {
            return;
        }
        problems.add(
                source.id(),
                at,
                "edge_over_border",
                "The edge from '%s' to '%s' crosses the border of a loop's body: connect nodes of one body, or the loop itself; the loop's output has what its body gave for each item."
                        .formatted(source.id(), target.id()));
    }
}
