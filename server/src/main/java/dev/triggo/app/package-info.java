/**
 * Puts the server together from its parts, by constructor calls, and starts it. Sees all, seen by none. Start here:
 * {@link dev.triggo.app.Main}, then {@code Wiring}.
 */
@MayUse({
    "access",
    "actions",
    "cli",
    "connectors",
    "egress",
    "engine",
    "http",
    "library",
    "limits",
    "mcp",
    "mcp.tools",
    "nodes",
    "runs",
    "runtimeapi",
    "sandbox",
    "store",
    "workflow"
})
@NullMarked
package dev.triggo.app;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
