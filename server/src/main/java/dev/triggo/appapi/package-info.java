/**
 * The door of the page: REST for people who are signed in, under {@code /api/v1/app}. Start here: {@link
 * dev.triggo.appapi.AppRoutes}.
 */
@MayUse({
    "access",
    "actions",
    "connectors",
    "credentials",
    "http",
    "library",
    "limits",
    "oauth",
    "people",
    "policies",
    "runs",
    "starters",
    "workflow"
})
@NullMarked
package dev.triggo.appapi;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
