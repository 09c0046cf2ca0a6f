/** Server plumbing: routes, JSON bodies, problems, event streams; who-is-it and how-often before any handler. Start here: {@link dev.triggo.http.Route}. */
@MayUse({"access", "egress", "limits", "redaction"})
@NullMarked
package dev.triggo.http;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
