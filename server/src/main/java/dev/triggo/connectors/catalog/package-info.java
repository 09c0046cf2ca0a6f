/**
 * The built-in connectors. They use the connector SDK and nothing of the server, and so prove that it suffices. Start
 * here: {@link dev.triggo.connectors.catalog.Catalog}.
 */
@MayUse({"sdk"})
@NullMarked
package dev.triggo.connectors.catalog;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
