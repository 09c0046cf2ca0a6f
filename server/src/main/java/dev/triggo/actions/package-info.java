/**
 * Workflows as callable actions: published under a slug with a schema, found, and made ready to be invoked.
 *
 * <p>Start here: {@link dev.triggo.actions.Actions}, and {@link dev.triggo.actions.Publishing} for how one comes to be.
 */
@MayUse({"access", "engine", "library", "limits", "runs", "schema", "store", "trials", "workflow"})
@NullMarked
package dev.triggo.actions;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
