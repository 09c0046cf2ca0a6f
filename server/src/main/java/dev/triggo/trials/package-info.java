/**
 * Tries out what is being built: a draft with outputs given for some of its nodes, or one step of an earlier run alone.
 *
 * <p>Start here: {@link dev.triggo.trials.Trials}.
 */
@MayUse({"engine", "journal", "redaction", "runs", "workflow"})
@NullMarked
package dev.triggo.trials;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
