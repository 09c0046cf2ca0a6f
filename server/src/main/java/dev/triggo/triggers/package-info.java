/**
 * What starts runs by itself: webhooks, schedules and what connectors bring, switched on and off with the workflow that they belong to. Start
 * here: {@link dev.triggo.triggers.Triggers}, and {@link dev.triggo.triggers.Webhooks} for what happens to an event.
 */
@MayUse({
    "access",
    "connectors",
    "credentials",
    "engine",
    "journal",
    "library",
    "limits",
    "runs",
    "schema",
    "sdk",
    "store",
    "triggers.kinds",
    "workflow"
})
@NullMarked
package dev.triggo.triggers;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
