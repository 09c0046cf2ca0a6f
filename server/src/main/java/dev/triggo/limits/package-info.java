/** Request rate and run quota. Start here: {@link dev.triggo.limits.Limits}. */
@MayUse({})
@NullMarked
package dev.triggo.limits;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
