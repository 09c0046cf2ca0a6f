/**
 * The few words that every package speaks: JSON values, problems, ids. At most 20 types, and nothing of the server
 * below it.
 *
 * <p>Start here: {@link dev.triggo.kernel.Json} (every value that moves through a run), {@link
 * dev.triggo.kernel.Problem} (every refusal that a caller can see).
 */
@MayUse({})
@NullMarked
package dev.triggo.kernel;

import org.jspecify.annotations.NullMarked;
