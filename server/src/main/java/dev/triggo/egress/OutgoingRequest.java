package dev.triggo.egress;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A request to send.
 *
 * @param method as {@code POST}; sent as it is written
 * @param url absolute, http or https
 * @param headers in order; {@code Host}, lengths and what steers the connection are set by the gate and refused here;
 *     {@code Accept-Encoding} is replaced by what the gate can read
 * @param body null for none
 * @param followRedirects at most {@link Egress#MAX_REDIRECTS}, each judged like a first call
 * @param timeout over the whole exchange: name, connection, redirects, last byte of the body
 * @param maxBodyBytes of the decompressed answer
 * @param workspace whose call it is: each has its own share of the connections; empty for the server itself
 * @param rules what this workspace may call
 */
public record OutgoingRequest(
        String method,
        String url,
        List<Header> headers,
        byte @Nullable [] body,
        boolean followRedirects,
        Duration timeout,
        int maxBodyBytes,
        String workspace,
        EgressRules rules) {
    /** The bound of an answer's body when the request sets no other: 1 MiB. */
    public static final int DEFAULT_MAX_BODY_BYTES = 1 << 20;

    public OutgoingRequest {
        headers = List.copyOf(headers);
    }

    /** No headers, no body, no redirects, 30 seconds, 1 MiB, and no rules of a workspace. */
    public static OutgoingRequest of(String method, String url) {
        return new OutgoingRequest(
                method,
                url,
                List.of(),
                null,
                false,
                Duration.ofSeconds(30),
                DEFAULT_MAX_BODY_BYTES,
                "",
                EgressRules.NONE);
    }

    public OutgoingRequest header(String name, String value) {
        var more = new ArrayList<>(headers);
        more.add(new Header(name, value));
        return new OutgoingRequest(method, url, more, body, followRedirects, timeout, maxBodyBytes, workspace, rules);
    }

    public OutgoingRequest body(byte[] bytes) {
        return new OutgoingRequest(
                method, url, headers, bytes, followRedirects, timeout, maxBodyBytes, workspace, rules);
    }

    public OutgoingRequest followingRedirects() {
        return new OutgoingRequest(method, url, headers, body, true, timeout, maxBodyBytes, workspace, rules);
    }

    public OutgoingRequest within(Duration time) {
        return new OutgoingRequest(method, url, headers, body, followRedirects, time, maxBodyBytes, workspace, rules);
    }

    public OutgoingRequest atMost(int bodyBytes) {
        return new OutgoingRequest(method, url, headers, body, followRedirects, timeout, bodyBytes, workspace, rules);
    }

    public OutgoingRequest under(String workspace, EgressRules workspaceRules) {
        return new OutgoingRequest(
                method, url, headers, body, followRedirects, timeout, maxBodyBytes, workspace, workspaceRules);
    }
}
