package dev.triggo.egress;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where an answer sends a call on, and what may go along. The next hop is judged like a first one. */
final class Redirects {
    private Redirects() {}

    /** The next hop; null when the answer is the end. */
    static Wire.@Nullable Hop next(Wire.Hop hop, Reply reply) throws EgressDenied, EgressFailure {
        String location = reply.header("location");
        boolean keepsMethod = reply.status() == 307 || reply.status() == 308;
        boolean redirects = keepsMethod || (reply.status() >= 301 && reply.status() <= 303);
        if (!redirects || location == null) {
            return null;
        }
        Target target = hop.target().follow(readable(location));
        if (hop.target().secure() && !target.secure()) {
            throw new EgressDenied("The host redirected from https to http, which is not followed.");
        }
        boolean elsewhere = !hop.target().sameOrigin(target);
        boolean toGet = (reply.status() == 303
                        && !hop.method().equals("HEAD")
                        && !hop.method().equals("GET"))
                || (!keepsMethod && hop.method().equals("POST"));
        if (elsewhere && !toGet && hop.body() != null) {
            // The body was meant for the first origin alone: the caller sees the redirect and decides.
            return null;
        }
        List<Header> headers = elsewhere ? Headers.harmless(hop.headers()) : hop.headers();
        return new Wire.Hop(
                hop.workspace(),
                toGet ? "GET" : hop.method(),
                target,
                toGet ? Headers.withoutBody(headers) : headers,
                toGet ? null : hop.body(),
                hop.maxBodyBytes());
    }

    /** Header bytes come as one character each; a location beyond ASCII is meant as UTF-8. */
    private static String readable(String location) {
        return new String(location.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
