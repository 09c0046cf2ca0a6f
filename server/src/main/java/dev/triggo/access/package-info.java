/**
 * Who is calling: workspaces, API keys and their scopes, the operator's bootstrap keys. Start here: {@link
 * dev.triggo.access.Access}.
 */
@MayUse({"store"})
@NullMarked
package dev.triggo.access;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
