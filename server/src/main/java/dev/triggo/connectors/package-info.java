/**
 * Finds a connector and calls one of its operations. Knows nothing of runs: a call comes in, a result goes out. Start
 * here: {@link dev.triggo.connectors.Connectors}.
 */
@MayUse({
    "connectors.built",
    "connectors.catalog",
    "connectors.jars",
    "connectors.plain",
    "credentials",
    "egress",
    "limits",
    "redaction",
    "schema",
    "sdk",
    "store",
    "triggers.kinds"
})
@NullMarked
package dev.triggo.connectors;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
