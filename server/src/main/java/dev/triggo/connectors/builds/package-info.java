/**
 * Makes connectors of documents, in the background, and says what is wrong with one. Start here: {@link
 * dev.triggo.connectors.builds.ConnectorBuilds}.
 */
@MayUse({"connectors", "connectors.built", "connectors.openapi", "egress", "schema", "sdk", "store"})
@NullMarked
package dev.triggo.connectors.builds;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
