/**
 * The kinds of trigger that are built in, one class each: what their nodes take and give, and when time is up. Start here:
 * {@link dev.triggo.triggers.kinds.TriggerKinds}.
 */
@MayUse({})
@NullMarked
package dev.triggo.triggers.kinds;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
