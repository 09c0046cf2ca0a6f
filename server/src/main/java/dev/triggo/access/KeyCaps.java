package dev.triggo.access;

import org.jspecify.annotations.Nullable;

/**
 * What the workspace's tier allows its keys.
 *
 * @param requestsPerMinute the most that a key may have
 * @param activeKeys at the same time, null for any number
 */
public record KeyCaps(int requestsPerMinute, @Nullable Integer activeKeys) {}
