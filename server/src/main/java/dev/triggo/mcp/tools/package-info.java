/** The tools of Triggo, a class each, and the table of what is told of them. Start here: {@link dev.triggo.mcp.tools.McpTools}, and {@link dev.triggo.mcp.tools.ActionCatalog} for published actions as tools. */
@MayUse({
    "access",
    "actions",
    "approvals",
    "connectors",
    "connectors.builds",
    "engine",
    "library",
    "mcp",
    "nodes",
    "runs"
})
@NullMarked
package dev.triggo.mcp.tools;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
