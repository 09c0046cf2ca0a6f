/** The walk over the graph: events in, decisions out. Pure. Start here: {@link dev.triggo.engine.Engine}. */
@MayUse({"template", "workflow"})
@NullMarked
package dev.triggo.engine;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
