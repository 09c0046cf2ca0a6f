/** The kinds of node that are built in, one class each. Start here: {@link dev.triggo.nodes.NodeKinds}. */
@MayUse({"connectors", "connectors.builds", "engine", "sandbox", "schema", "template", "triggers.kinds", "workflow"})
@NullMarked
package dev.triggo.nodes;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
