package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The graph that people draw: nodes and edges, as read from JSON or YAML. Immutable. */
public record WorkflowDefinition(List<Node> nodes, List<Edge> edges) {
    /**
     * What could be read of a definition, and everything that could not. A definition with problems may still be
     * stored as a draft.
     */
    public record Read(WorkflowDefinition definition, List<WorkflowProblem> problems) {}

    public static Read read(Json definition) {
        throw new IllegalStateException("being written");
    }

    /** YAML text as the JSON value it stands for. Throws BAD_REQUEST on bad YAML, aliases, tags or too much depth. */
    public static Json fromYaml(String yaml) {
        throw new IllegalStateException("being written");
    }

    /** The nodes in topological order, in their own order among equals. Only for a definition without cycles. */
    public List<Node> inOrder() {
        throw new IllegalStateException("being written");
    }

    public @Nullable Node node(String id) {
        throw new IllegalStateException("being written");
    }

    public WorkflowType type(NodeTypes types) {
        throw new IllegalStateException("being written");
    }
}
