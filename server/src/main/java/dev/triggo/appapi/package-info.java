/**
 * The door of the page: REST for people who are signed in, under {@code /api/v1/app}. Start here: {@link
 * dev.triggo.appapi.AppRoutes}.
 */
@MayUse({"access", "connectors", "credentials", "http", "limits", "oauth", "people", "policies"})
@NullMarked
package dev.triggo.appapi;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
