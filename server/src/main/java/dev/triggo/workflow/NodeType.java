package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;

/** What validation needs to know of a kind of node. */
public interface NodeType {
    /** The word in {@code type}. */
    String type();

    /** JSON Schema of {@code config}; a field that holds a template counts as any value. */
    Json.Obj configSchema(Node node);

    /** The branches that edges may leave by; empty when there is only the one without a name. */
    Set<String> handles(Node node);

    /**
     * Faults that a schema cannot express; paths start at the node, as {@code /config/rules/0/operator}. Asked only when
     * config fits the schema; strings may hold templates.
     */
    List<WorkflowProblem> check(Node node);

    /**
     * As {@link #check}, for what is dear to find out: asked once, of all nodes of this kind in a definition that passed that,
     * so that it takes one time for all of them. The problems name their nodes.
     */
    default List<WorkflowProblem> checkTogether(List<Node> nodes) {
        return List.of();
    }

    /** Fields of config that are data as they stand, as a schema is: braces in them are no templates. */
    default Set<String> literalFields() {
        return Set.of();
    }

    /** Fields of config that are not resolved before the kind gets them: literal ones, or it does so item by item. */
    default Set<String> deferredFields() {
        return literalFields();
    }

    /** Roots besides ancestors, {@code trigger}, {@code run} and {@code workspace} in deferred fields: {@code item}. */
    default Set<String> extraRoots() {
        return Set.of();
    }

    /** True for loops: the nodes that name this one in {@code parentId} are carried out once for each item. */
    default boolean hasBody() {
        return false;
    }

    /** True for the kinds that an event starts. */
    default boolean isTrigger() {
        return false;
    }

    /** True for kinds that do work and take {@code options}. */
    default boolean takesOptions() {
        return false;
    }

    /** True for kinds that name a {@code connector} and {@code operation}. */
    default boolean usesConnector() {
        return false;
    }
}
