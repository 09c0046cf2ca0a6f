package dev.triggo.sdk;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request to send. {@code Host}, {@code Content-Length} and what steers the connection are set by the client.
 *
 * @param method upper case, as {@code POST}
 * @param url absolute, http or https
 * @param headers by name
 * @param body null for none
 * @param followRedirects at most 5; credentials are dropped when the origin changes
 * @param repeatable the call does no harm when it is made twice, so that a step may be tried again after an answer was
 *     lost. That of an action that reads, of a GET, HEAD, OPTIONS, PUT or DELETE, and of a call with an {@code
 *     Idempotency-Key} is so anyway
 */
public record HttpCall(
        String method,
        String url,
        Map<String, String> headers,
        byte @Nullable [] body,
        boolean followRedirects,
        boolean repeatable) {
    public HttpCall {
        headers = Collections.unmodifiableMap(new LinkedHashMap<>(headers));
    }

    /** A call that says nothing of whether it may be made twice. */
    public HttpCall(
            String method, String url, Map<String, String> headers, byte @Nullable [] body, boolean followRedirects) {
        this(method, url, headers, body, followRedirects, false);
    }

    /** A request with no headers and no body. */
    public static HttpCall of(String method, String url) {
        return new HttpCall(method, url, Map.of(), null, false);
    }

    /** The same with one header more, or with that header changed. */
    public HttpCall header(String name, String value) {
        var more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new HttpCall(method, url, more, body, followRedirects, repeatable);
    }

    /** The same with these headers instead of its own. */
    public HttpCall headers(Map<String, String> all) {
        return new HttpCall(method, url, all, body, followRedirects, repeatable);
    }

    /** The same with this body; a {@code Content-Type} header is the caller's to set. */
    public HttpCall body(byte[] bytes) {
        return new HttpCall(method, url, headers, bytes, followRedirects, repeatable);
    }

    /** The same, following redirects or not. */
    public HttpCall followRedirects(boolean follow) {
        return new HttpCall(method, url, headers, body, follow, repeatable);
    }

    /** The same, said to do no harm when it is made twice. */
    public HttpCall asRepeatable() {
        return new HttpCall(method, url, headers, body, followRedirects, true);
    }
}
