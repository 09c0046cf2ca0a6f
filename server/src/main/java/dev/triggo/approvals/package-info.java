/**
 * Somebody decides on what a run waits for, and it goes on: the one service behind every door. Start here: {@link
 * dev.triggo.approvals.Approvals}.
 */
@MayUse({"access", "engine", "runs"})
@NullMarked
package dev.triggo.approvals;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
