/**
 * The append-only log of what happened to every run; it only grows, and each event's hash covers the one before it.
 * Start here: {@link dev.triggo.journal.Journal}.
 */
@MayUse({"engine", "redaction", "store"})
@NullMarked
package dev.triggo.journal;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
