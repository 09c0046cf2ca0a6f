/**
 * ID tokens: signs those that this server gives out, with keys of its own that follow one another, and believes those of
 * an outside provider only when they hold. Start here: {@link dev.triggo.idtokens.SigningKeys}.
 */
@MayUse({"store"})
@NullMarked
package dev.triggo.idtokens;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
