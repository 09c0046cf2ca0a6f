package dev.triggo.http;

import org.jspecify.annotations.Nullable;

/** The sending end of a {@code text/event-stream}. */
public interface EventStream {
    /**
     * Sends and flushes one event; line ends inside {@code data} are kept as lines of it. Returns false when the client
     * has gone, its credential is over or may do other things than when the stream began, or the server stops; then the
     * writer should return.
     */
    boolean send(@Nullable String id, @Nullable String event, String data);

    /** A comment line that keeps the connection alive. Returns false as {@code send} does. */
    boolean keepAlive();

    /** False once a sending would be known to be in vain: what a writer asks while it has nothing to send. */
    boolean isOpen();
}
