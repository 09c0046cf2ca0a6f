/**
 * What an operator's Prometheus reads: how many requests, runs and commits there were, and how long answers took. Start
 * here: {@link dev.triggo.metrics.Metrics}.
 */
@MayUse({"engine", "runs", "store"})
@NullMarked
package dev.triggo.metrics;

import dev.triggo.kernel.MayUse;
import org.jspecify.annotations.NullMarked;
