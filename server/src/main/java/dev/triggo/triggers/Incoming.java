package dev.triggo.triggers;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A request that came in at a webhook's address.
 *
 * @param headers by name in lower case, all values of each
 * @param query as it was sent, without the question mark
 * @param body read when it is asked for: PAYLOAD_TOO_LARGE, BAD_REQUEST
 */
public record Incoming(Map<String, List<String>> headers, String query, Supplier<byte[]> body) {
    public Incoming {
        headers = Map.copyOf(headers);
    }

    /** The value of a header that is there exactly once, else null. */
    @Nullable
    String only(String name) {
        List<String> values = headers.getOrDefault(name, List.of());
        return values.size() == 1 ? values.getFirst() : null;
    }
}
