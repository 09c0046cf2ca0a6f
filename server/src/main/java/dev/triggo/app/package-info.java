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
    "connectors",
    "egress",
    "engine",
    "http",
    "journal",
    "library",
    "limits",
    "metrics",
    "mcp",
    "mcp.tools",
    "nodes",
    "page",
    "people",
    "redaction",
    "runs",
    "runtimeapi",
    "store",
    "workflow"
})
@NullMarked
package dev.triggo.app;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
