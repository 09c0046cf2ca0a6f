/**
 * Puts the server together from its parts, by constructor calls, and starts it. Sees all, seen by none. Start here:
 * {@link dev.triggo.app.Main}, then {@code Wiring}.
 */
@MayUse({
    "access",
    "actions",
    "appapi",
    "approvals",
    "cli",
    "cluster",
    "connectors",
    "connectors.builds",
    "credentials",
    "egress",
    "engine",
    "http",
    "idtokens",
    "journal",
    "library",
    "limits",
    "mcp",
    "mcp.tools",
    "metrics",
    "nodes",
    "oauth",
    "page",
    "people",
    "policies",
    "redaction",
    "runs",
    "runtimeapi",
    "sandbox",
    "starters",
    "store",
    "trials",
    "triggers",
    "workflow"
})
@NullMarked
package dev.triggo.app;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
