package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.Map;

/**
 * One worked example of a kind: shown to people and models, and run by a test, so it is true.
 *
 * @param node the node as it stands in a definition, without {@code id}; templates refer to {@code sources}
 * @param runInput what the run was given
 * @param sources outputs of the nodes before it, by node id, in the order of the edges
 * @param outcome what comes of it
 */
public record Example(Json.Obj node, Json runInput, Map<String, Json> sources, Outcome outcome) {}
