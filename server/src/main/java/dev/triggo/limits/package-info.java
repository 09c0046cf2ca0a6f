/**
 * How much a credential and a person may ask for: request rate and run quota, with the figures of each tier. Start
 * here: {@link dev.triggo.limits.Limits}.
 */
@MayUse({"store"})
@NullMarked
package dev.triggo.limits;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
