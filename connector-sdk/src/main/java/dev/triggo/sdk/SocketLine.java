package dev.triggo.sdk;

/** An open connection of {@link Sockets}. It is closed when the call's time is over, whoever waits on it. */
public interface SocketLine extends AutoCloseable {
    /**
     * Reads what has come, at least a byte, and gives how much that is; -1 when the other side is done.
     *
     * @throws ConnectorError {@code TIMEOUT}, {@code UPSTREAM_ERROR}, or {@code RESPONSE_TOO_LARGE} after 16 MiB
     * @throws InterruptedException when the run was cancelled meanwhile
     */
    int read(byte[] into, int from, int count) throws ConnectorError, InterruptedException;

    /** Sends all of it; fails as {@link #read} does. */
    void write(byte[] bytes) throws ConnectorError, InterruptedException;

    /**
     * Puts TLS over the connection, as {@code STARTTLS} and its like do; the certificate must be the host's. What was read
     * before and not yet used must be thrown away: it came unprotected. Fails as {@link #read} does.
     */
    void startTls() throws ConnectorError, InterruptedException;

    @Override
    void close();
}
