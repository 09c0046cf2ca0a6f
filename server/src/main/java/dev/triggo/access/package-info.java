/** Who is calling: API keys, scopes. Start here: {@link dev.triggo.access.Caller}. */
@MayUse({"store"})
@NullMarked
package dev.triggo.access;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
