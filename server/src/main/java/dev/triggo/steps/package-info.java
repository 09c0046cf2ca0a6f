/**
 * Carries out single steps: on which thread, within what time, and with what each sees of its run. It knows nothing of
 * journals and rows; who moves runs is in {@code runs}. Start here: {@link dev.triggo.steps.Underway}, then
 * {@link dev.triggo.steps.StepRunner}.
 */
@MayUse({"engine", "redaction", "template", "workflow"})
@NullMarked
package dev.triggo.steps;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
