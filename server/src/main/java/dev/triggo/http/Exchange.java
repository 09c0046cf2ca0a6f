package dev.triggo.http;

import dev.triggo.access.Caller;
import dev.triggo.access.Member;
import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One request, as a handler sees it. */
public interface Exchange {
    String requestId();

    String method();

    /** The decoded path, as matched. */
    String path();

    /** A {@code {name}} of the route's path, decoded. */
    String pathParam(String name);

    /** A query parameter that the route declares, or empty. Given twice or undeclared: refused before the handler. */
    Optional<String> query(String name);

    Optional<String> header(String name);

    /** All values of a header, for headers that must not be given twice. */
    List<String> headers(String name);

    /** The names of all headers, in lower case. */
    default Set<String> headerNames() {
        return Set.of();
    }

    /** Who calls. Throws IllegalStateException on a route that needs no credential. */
    Caller caller();

    /** Who is signed in. Throws IllegalStateException on a route that needs no session. */
    default Member member() {
        throw new IllegalStateException("this route needs no session");
    }

    /** Who is signed in, if anybody is; for routes that take visitors. */
    default Optional<Member> visitor() {
        return Optional.empty();
    }

    /** The query as it was sent, without the question mark; empty for none. For routes that take visitors. */
    default String rawQuery() {
        return "";
    }

    /** Where the request comes from, as far as one household goes: for counting, never for trust. */
    default String address() {
        return "";
    }

    /** The body as bytes, within the route's limit; PAYLOAD_TOO_LARGE beyond it. Read at the first call. */
    byte[] body();

    /** The body as JSON: UNSUPPORTED_MEDIA_TYPE unless it says application/json, BAD_REQUEST unless it is JSON. */
    Json json();

    /**
     * Whether the client has closed its side, asked of the socket now. For handlers that wait: false means "not known to
     * be gone". Cheap, but a system call: ask about once a second. Only on the exchange's own thread.
     */
    default boolean clientGone() {
        return false;
    }
}
