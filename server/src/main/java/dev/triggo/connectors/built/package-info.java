/**
 * Connectors that were made from documents, and how their operations are called: plans that can be kept, turned into
 * requests. Start here: {@link dev.triggo.connectors.built.BuiltConnector}.
 */
@MayUse({"sdk"})
@NullMarked
package dev.triggo.connectors.built;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
