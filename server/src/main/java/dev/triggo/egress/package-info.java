/**
 * The only way out: one gate for everything that leaves. A URL is read strictly, its name is resolved once, every
 * address is judged, and the connection goes to a judged address; on each hop anew. Sizes and times are bounded.
 *
 * <p>Start here: {@link dev.triggo.egress.Egress#call}.
 */
@MayUse({})
@NullMarked
package dev.triggo.egress;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
