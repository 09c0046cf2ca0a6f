/**
 * Saved workflows: the draft that people edit, the immutable versions that were deployed, and whether they are live.
 *
 * <p>Start here: {@link dev.triggo.library.Library}.
 */
@MayUse({"store", "workflow"})
@NullMarked
package dev.triggo.library;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
