/**
 * What a workspace has decided about itself, within what the server allows all: what is never written down, where its
 * calls may go, and for how long its runs are kept. Start here: {@link dev.triggo.policies.Policies}.
 */
@MayUse({"egress", "store"})
@NullMarked
package dev.triggo.policies;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
