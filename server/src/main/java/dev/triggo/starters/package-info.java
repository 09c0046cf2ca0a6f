/**
 * Workflows to begin with, kept as files and shown on the page. Start here: {@link dev.triggo.starters.Starters}.
 */
@MayUse("workflow")
@NullMarked
package dev.triggo.starters;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
