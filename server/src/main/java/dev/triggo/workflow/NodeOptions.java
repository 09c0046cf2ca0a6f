package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * How a working node is carried out.
 *
 * @param maxRetries 0 to 10 further attempts after a retryable fault
 * @param baseIntervalMs wait before the first retry, doubled each time
 * @param continueOnFailure a failed step counts as taken, with its error as output
 * @param timeoutMs at most 30,000
 * @param requiresApproval what somebody is asked before the node is carried out: {@code title, message} (with templates),
 *     {@code expiresInSeconds, separateDecider}, all of which may be absent; null when nobody is asked
 * @param effectOnce a step whose outcome is unknown after a crash is not repeated, and one that failed only when it was turned away
 */
public record NodeOptions(
        int maxRetries,
        long baseIntervalMs,
        boolean continueOnFailure,
        long timeoutMs,
        Json.@Nullable Obj requiresApproval,
        boolean effectOnce) {
    public static final long MAX_TIMEOUT_MS = 30_000;
    public static final NodeOptions DEFAULT = new NodeOptions(0, 1000, false, MAX_TIMEOUT_MS, null, false);
}
