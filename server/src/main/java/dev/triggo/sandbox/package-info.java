/**
 * Strangers' JavaScript, run in processes of its own that are killed when they pass their limits. Start here: {@link
 * dev.triggo.sandbox.Sandbox}; {@link dev.triggo.sandbox.WorkerMain} is the other side.
 */
@MayUse({})
@NullMarked
package dev.triggo.sandbox;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
