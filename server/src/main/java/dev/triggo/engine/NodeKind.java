package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeType;
import java.util.Set;

/** A kind of node: what validation needs to know (see {@link NodeType}) and how it is carried out. */
public interface NodeKind extends NodeType {
    /** For people and models: what the kind is for, in at most 200 characters. */
    String description();

    /** A config that works, and what it gives. */
    Example example();

    /** What the node does outside the process; {@code NONE} kinds run inline and must be quick. */
    default Effect effect(Node node) {
        return Effect.NONE;
    }

    /**
     * For how long, in milliseconds, a step may wait for a place before its time begins. A kind that says more than 0 sees
     * to it by itself that what it does then is done in the step's time.
     */
    default long mayWaitMs() {
        return 0;
    }

    /** What the journal keeps as the step's input; kinds whose output says the same keep nothing. */
    default Json.Obj journaledInput(Json.Obj config) {
        return config;
    }

    /** Roots that the node looks up besides those that its templates name; {@code config} as written. */
    default Set<String> furtherRoots(Json.Obj config) {
        return Set.of();
    }

    /** True for kinds that do nothing but ask somebody. */
    default boolean asksApproval() {
        return false;
    }

    /** True for kinds that start other runs. */
    default boolean callsRuns() {
        return false;
    }

    /** True for kinds whose output can be the run's. */
    default boolean givesRunOutput() {
        return false;
    }

    /** Carries it out. Kinds with an effect run on a thread of their own and may block until the deadline. */
    Outcome run(NodeContext context) throws InterruptedException;
}
