/**
 * The REST door of callers: discover, run and follow actions, and manage workflows. Start here: {@link
 * dev.triggo.runtimeapi.RuntimeRoutes}.
 */
@MayUse({
    "access",
    "actions",
    "approvals",
    "connectors",
    "connectors.builds",
    "engine",
    "http",
    "journal",
    "library",
    "nodes",
    "runs",
    "trials",
    "triggers",
    "workflow"
})
@NullMarked
package dev.triggo.runtimeapi;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
