/**
 * Makes runs move: accepts them, drives them through the engine, writes what happens to the journal before anybody is
 * told, and goes on with them after a crash. The only door to a run.
 *
 * <p>Start here: {@link dev.triggo.runs.Runs#accept}, then {@code RunDriver}.
 */
@MayUse({"cluster", "engine", "journal", "limits", "redaction", "steps", "store", "template", "workflow"})
@NullMarked
package dev.triggo.runs;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
