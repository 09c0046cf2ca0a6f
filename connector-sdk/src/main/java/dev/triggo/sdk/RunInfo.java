package dev.triggo.sdk;

import java.time.Instant;

/**
 * The run that a call belongs to.
 *
 * @param runId its id
 * @param attempt 1 for the first try of the step
 * @param idempotencyKey the same over all attempts of the step: hand it to services that take one
 * @param dryRun nothing may be changed anywhere
 * @param deadline when the call is given up; {@link HttpCalls} keeps it by itself
 */
public record RunInfo(String runId, int attempt, String idempotencyKey, boolean dryRun, Instant deadline) {}
