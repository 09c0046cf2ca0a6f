/**
 * The kinds of trigger, one class each: what their nodes take and give, and when time is up. Connectors bring more. Start here:
 * {@link dev.triggo.triggers.kinds.TriggerKinds}.
 */
@MayUse({"connectors.plain", "sdk"})
@NullMarked
package dev.triggo.triggers.kinds;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
