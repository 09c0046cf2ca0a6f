package dev.triggo.http;

import dev.triggo.access.Caller;
import org.jspecify.annotations.Nullable;

/**
 * Told of each request before its answer goes out, and of a live stream before its end is told; the wiring says who is. Must be
 * quick, and does not throw.
 */
@FunctionalInterface
public interface Observer {
    /** In place of a route where none was found. */
    String NO_ROUTE = "no route";

    void answered(Seen request);

    /**
     * What may be written down of a request: nothing in it was made up by whoever sent it.
     *
     * @param method {@code OTHER} for one that no route has
     * @param route as the table of routes spells it, with {@code {names}}, or {@link #NO_ROUTE}
     * @param nanos until the answer was ready to go out; of a live stream, until its end
     * @param caller null where nobody was known by then
     */
    record Seen(
            String method,
            String route,
            int status,
            long nanos,
            String requestId,
            @Nullable Caller caller) {}
}
