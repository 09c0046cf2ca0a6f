/**
 * Finds and blanks what must never be written down: secrets by their shape, by the name of their field, and by being one
 * that we keep. Start here: {@link dev.triggo.redaction.Redaction}.
 */
@MayUse({})
@NullMarked
package dev.triggo.redaction;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
