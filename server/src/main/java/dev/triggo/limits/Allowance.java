package dev.triggo.limits;

/**
 * The rate limiter's answer to one request.
 *
 * @param limit requests in any 60 seconds
 * @param remaining places left after this request
 * @param resetEpochSeconds when the oldest counted request leaves the window
 * @param retryAfterSeconds 0 when allowed; else whole seconds until a place is free
 */
public record Allowance(boolean allowed, int limit, int remaining, long resetEpochSeconds, long retryAfterSeconds) {}
