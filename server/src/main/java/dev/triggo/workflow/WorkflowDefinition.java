package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import dev.triggo.yaml.YamlText;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The graph that people draw: nodes and edges, as read from JSON or YAML. Immutable.
 *
 * @param onFailure the slug of the action that is told of runs that fail; null for none
 */
public record WorkflowDefinition(
        List<Node> nodes, List<Edge> edges, @Nullable String onFailure) {
    /**
     * What can be read of a definition that is kept, whatever its size: it was judged when it came in. Nodes without a
     * usable id and second nodes of an id are left out.
     */
    public static WorkflowDefinition read(Json definition) {
        return DefinitionReader.readKept(definition).definition();
    }

    /**
     * YAML text as the JSON value it stands for: null, true, false and numbers are those of JSON, all else is text.
     * Throws BAD_REQUEST on bad YAML, aliases, anchors, tags, keys given twice, or too much depth.
     */
    public static Json fromYaml(String yaml) {
        return YamlText.read(yaml, TextLimits.YAML);
    }

    /** The node, or null when there is none of that id. */
    public @Nullable Node node(String id) {
        for (Node node : nodes) {
            if (node.id().equals(id)) {
                return node;
            }
        }
        return null;
    }

    /**
     * All nodes, each after those that lead to it; among equals in the order of the definition. Nodes on a cycle, which
     * validation refuses, come last.
     */
    public List<Node> inOrder() {
        return Graph.of(this).inOrder();
    }

    /** What starts it, by its entry nodes; undetermined when they do not make one type or the other. */
    public WorkflowType type(NodeTypes types) {
        return Entries.of(this, types).type();
    }
}
