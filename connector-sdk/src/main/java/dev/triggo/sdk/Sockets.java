package dev.triggo.sdk;

/**
 * The way out for services that speak no HTTP, under the rules of {@link HttpCalls}: private and reserved addresses are
 * refused, a name is resolved once and the connection goes to the address that was judged, sizes and times are bounded.
 */
@FunctionalInterface
public interface Sockets {
    /**
     * Opens a connection, for the call that is under way. Close it.
     *
     * @param host a name or an address as it stands in a URL
     * @param tls TLS from the first byte; the certificate must be the host's
     * @throws ConnectorError {@code EGRESS_DENIED}, {@code VALIDATION_ERROR} (host or port), {@code TIMEOUT}, {@code
     *     UPSTREAM_ERROR} (no connection, no safe TLS) or {@code CIRCUIT_OPEN}
     * @throws InterruptedException when the run was cancelled meanwhile
     */
    SocketLine open(String host, int port, boolean tls) throws ConnectorError, InterruptedException;
}
