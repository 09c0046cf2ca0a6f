package dev.triggo.http;

import dev.triggo.egress.AddressRange;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * How the server listens and what it bears.
 *
 * @param host bind address; on a loopback address the {@code Host} header is held to loopback names and the public host
 * @param port 0 for a free one
 * @param publicUrl what clients see, without a slash at the end: origin of the challenges and of the web page
 * @param allowedOrigins origins of other pages that may call from a browser, as {@code https://example.org}
 * @param trustedProxies peers whose {@code X-Forwarded-For} counts; none by default
 * @param maxInFlight requests with a credential of one workspace being answered at once; one more is told 503 at once. There
 *     is room for a third more, of others. Those of strangers, as events, and those for what anybody may read have half as
 *     many places each, of their own
 * @param maxStreams live event streams of one workspace at once, counted apart; a third more of others
 * @param maxConnections open connections; beyond it idle ones are cut and new ones wait
 * @param maxUriBytes length of the request target
 * @param maxHeaderBytes request line and header section together
 * @param maxHeaders header lines
 * @param maxBodyMemory bytes of request bodies held at once, over all requests: a quarter for strangers, the rest for those
 *     with a credential, of which a workspace may hold three times as much as is free
 * @param idleTimeout a connection on which nothing moves is cut
 * @param headerTimeout from a request's first byte to the end of its header section
 * @param bodyTimeout from a handler's first look at the body to its last byte
 */
public record HttpSettings(
        String host,
        int port,
        String publicUrl,
        Set<String> allowedOrigins,
        List<AddressRange> trustedProxies,
        int maxInFlight,
        int maxStreams,
        int maxConnections,
        int maxUriBytes,
        int maxHeaderBytes,
        int maxHeaders,
        long maxBodyMemory,
        Duration idleTimeout,
        Duration headerTimeout,
        Duration bodyTimeout) {

    public HttpSettings {
        allowedOrigins = Set.copyOf(allowedOrigins);
        trustedProxies = List.copyOf(trustedProxies);
    }

    /** The usual limits. */
    public static HttpSettings of(String host, int port, String publicUrl) {
        return new HttpSettings(
                host,
                port,
                publicUrl,
                Set.of(),
                List.of(),
                2_000,
                4_000,
                20_000,
                8 * 1024,
                16 * 1024,
                100,
                Math.max(32L << 20, Runtime.getRuntime().maxMemory() / 4),
                Duration.ofSeconds(30),
                Duration.ofSeconds(15),
                Duration.ofSeconds(30));
    }

    public HttpSettings withAllowedOrigins(Set<String> origins) {
        return new HttpSettings(
                host,
                port,
                publicUrl,
                origins,
                trustedProxies,
                maxInFlight,
                maxStreams,
                maxConnections,
                maxUriBytes,
                maxHeaderBytes,
                maxHeaders,
                maxBodyMemory,
                idleTimeout,
                headerTimeout,
                bodyTimeout);
    }

    /** With proxies before it that say where requests come from. */
    public HttpSettings withTrustedProxies(List<AddressRange> proxies) {
        return new HttpSettings(
                host,
                port,
                publicUrl,
                allowedOrigins,
                proxies,
                maxInFlight,
                maxStreams,
                maxConnections,
                maxUriBytes,
                maxHeaderBytes,
                maxHeaders,
                maxBodyMemory,
                idleTimeout,
                headerTimeout,
                bodyTimeout);
    }

    /** Other bounds on how much may go on at once. */
    public HttpSettings withLoad(int inFlight, int streams, int connections, long bodyMemory) {
        return new HttpSettings(
                host,
                port,
                publicUrl,
                allowedOrigins,
                trustedProxies,
                inFlight,
                streams,
                connections,
                maxUriBytes,
                maxHeaderBytes,
                maxHeaders,
                bodyMemory,
                idleTimeout,
                headerTimeout,
                bodyTimeout);
    }

    /** Other times after which a slow client is cut. */
    public HttpSettings withTimeouts(Duration idle, Duration header, Duration body) {
        return new HttpSettings(
                host,
                port,
                publicUrl,
                allowedOrigins,
                trustedProxies,
                maxInFlight,
                maxStreams,
                maxConnections,
                maxUriBytes,
                maxHeaderBytes,
                maxHeaders,
                maxBodyMemory,
                idle,
                header,
                body);
    }
}
