/**
 * Which servers work on the same database, which of them live, what time they agree on, and what they have to tell each
 * other. Start here: {@link dev.triggo.cluster.Servers}.
 */
@MayUse({"store"})
@NullMarked
package dev.triggo.cluster;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
