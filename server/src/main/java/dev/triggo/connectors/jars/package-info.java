/**
 * Connectors that the operator put into the data folder as jars. Each jar is read once, at start, into a class loader of
 * its own that shows it the SDK and little of the JDK. That keeps names apart; it is no wall: whoever puts a jar there is
 * trusted as the server is. Start here: {@link dev.triggo.connectors.jars.ConnectorJars}.
 */
@MayUse({"sdk"})
@NullMarked
package dev.triggo.connectors.jars;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
