/**
 * What connectors sign in with: sealed at rest, bound to workspace and connector, opened for one call at a time, and never
 * shown again. Start here: {@link dev.triggo.credentials.Credentials}.
 */
@MayUse({"egress", "sdk", "store"})
@NullMarked
package dev.triggo.credentials;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
