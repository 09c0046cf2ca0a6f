/**
 * The Model Context Protocol, spoken by us in both of its eras on one path: framing, versions, streams, questions to
 * the human, subscriptions. Knows nothing of what the tools do. Start here: {@link dev.triggo.mcp.McpEndpoint}, whose
 * {@code switch} has a line for each method.
 */
@MayUse({"access", "http", "redaction", "schema"})
@NullMarked
package dev.triggo.mcp;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
