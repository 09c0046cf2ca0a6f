/** JSON as connectors see it: plain values of the JDK. Start here: {@link dev.triggo.connectors.plain.Plain}. */
@MayUse({"sdk"})
@NullMarked
package dev.triggo.connectors.plain;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
