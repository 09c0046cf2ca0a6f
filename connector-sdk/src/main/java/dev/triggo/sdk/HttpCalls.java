package dev.triggo.sdk;

/**
 * The egress client, the only way out for a connector. Private and reserved addresses are refused; redirects are
 * followed only when asked for; sizes and times are bounded; no cookie is kept and nothing is tried twice.
 */
@FunctionalInterface
public interface HttpCalls {
    /**
     * Sends one request and gives the whole answer, whatever its status.
     *
     * <p>When the answer is lost to a call that may have been carried out and is not {@link HttpCall#repeatable}, the step is
     * not tried again by itself: a broken line is {@code UNKNOWN} then, and a {@code TIMEOUT} is {@link
     * ConnectorError#inDoubt}.
     *
     * @throws ConnectorError {@code EGRESS_DENIED}, {@code VALIDATION_ERROR} (URL or header), {@code TIMEOUT}, {@code
     *     UPSTREAM_ERROR} (no connection, TLS, broken answer), {@code RESPONSE_TOO_LARGE} or {@code CIRCUIT_OPEN} (the
     *     service failed too often just now)
     * @throws InterruptedException when the run was cancelled meanwhile
     */
    HttpReply send(HttpCall call) throws ConnectorError, InterruptedException;
}
