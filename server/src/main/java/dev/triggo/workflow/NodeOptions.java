package dev.triggo.workflow;

/**
 * How a working node is carried out.
 *
 * @param maxRetries 0 to 10 further attempts after a retryable fault
 * @param baseIntervalMs wait before the first retry, doubled each time
 * @param continueOnFailure a failed step counts as taken, with its error as output
 * @param timeoutMs at most 30,000
 * @param effectOnce a step whose outcome is unknown after a crash is not repeated
 */
public record NodeOptions(
        int maxRetries, long baseIntervalMs, boolean continueOnFailure, long timeoutMs, boolean effectOnce) {
    public static final long MAX_TIMEOUT_MS = 30_000;
    public static final NodeOptions DEFAULT = new NodeOptions(0, 1000, false, MAX_TIMEOUT_MS, false);
}
