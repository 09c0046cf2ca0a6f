package dev.triggo.engine;

/**
 * Which step of a run is meant: a node, and in the body of loops the item it works on.
 *
 * @param iteration the item's number, from 0, of each loop around the node, outermost first, joined by dots; empty
 *     outside of loops
 */
public record StepRef(String nodeId, String iteration) {
    /** The step of a node that is in no loop. */
    public static StepRef of(String nodeId) {
        return new StepRef(nodeId, "");
    }

    /** As one word: {@code http_1}, {@code http_1#3}, {@code http_1#3.0}. */
    @Override
    public String toString() {
        return iteration.isEmpty() ? nodeId : nodeId + "#" + iteration;
    }
}
