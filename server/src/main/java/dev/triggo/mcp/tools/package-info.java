/** The tools of Triggo, a class each, and the table of what is told of them. Start here: {@link dev.triggo.mcp.tools.McpTools}. */
@MayUse({"access", "actions", "connectors", "engine", "library", "mcp", "runs", "workflow"})
@NullMarked
package dev.triggo.mcp.tools;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
