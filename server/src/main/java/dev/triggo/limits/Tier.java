package dev.triggo.limits;

import org.jspecify.annotations.Nullable;

/**
 * What a workspace of this tier may have.
 *
 * @param requestsPerMinute of each credential
 * @param activeKeys at the same time, null for any number
 * @param runsPerHour of each person, null for any number
 */
public record Tier(
        String name,
        int requestsPerMinute,
        @Nullable Integer activeKeys,
        @Nullable Integer runsPerHour) {}
