package dev.triggo.http;

import dev.triggo.egress.AddressRange;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Request;
import org.jspecify.annotations.Nullable;

/**
 * Which names this server answers to, and which web pages may call it. Keeps a page of the wide web from reaching a
 * server on the visitor's own machine, by name (DNS rebinding) or by form.
 */
final class Neighbours {
    private static final String CORS_HEADERS = "authorization, content-type, accept, idempotency-key, last-event-id, "
            + "mcp-protocol-version, mcp-method, mcp-name, mcp-session-id";
    private static final String CORS_EXPOSED = "www-authenticate, mcp-session-id, x-request-id, retry-after, "
            + "x-ratelimit-limit, x-ratelimit-remaining, x-ratelimit-reset, idempotency-replayed";

    private static final String X_FORWARDED_FOR = "x-forwarded-for";
    private static final Pattern BRACKETED = Pattern.compile("\\[([0-9a-fA-F:.]+)](:[0-9]{1,5})?");

    static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final boolean loopbackBind;
    private final String publicHost;
    private final String publicOrigin;
    private final Set<String> allowedOrigins;
    private final List<AddressRange> proxies;

    Neighbours(HttpSettings settings) {
        URI publicUrl = URI.create(settings.publicUrl());
        if (publicUrl.getHost() == null) {
            throw new IllegalArgumentException("publicUrl must be http(s)://host[:port]: " + settings.publicUrl());
        }
        this.proxies = settings.trustedProxies();
        this.loopbackBind = isLoopbackAddress(settings.host());
        this.publicHost = publicUrl.getHost().toLowerCase(Locale.ROOT);
        this.publicOrigin = origin(publicUrl);
        this.allowedOrigins = settings.allowedOrigins().stream()
                .map(origin -> origin(URI.create(origin)))
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What a browser asks before a page's request; only asked where the page may call. */
    static Answer preflight(RouteTable.Place place) {
        return new Answer.Empty(
                204,
                Map.of(
                        "access-control-allow-methods",
                        place.allow(),
                        "access-control-allow-headers",
                        CORS_HEADERS,
                        "access-control-max-age",
                        "600"));
    }

    /** Where a request comes from, as far as one household goes: an IPv4 address, or the network part of an IPv6 one. */
    String addressOf(Request request) {
        if (!(request.getConnectionMetaData().getRemoteSocketAddress() instanceof InetSocketAddress remote)
                || remote.getAddress() == null) {
            return "an address that is not known";
        }
        InetAddress from = sender(remote.getAddress(), request.getHeaders().getValuesList(X_FORWARDED_FOR));
        byte[] bytes = from.getAddress();
        return bytes.length == 16
                ? HexFormat.of().formatHex(bytes, 0, 8).replaceAll("(.{4})(?=.)", "$1:") + "::/64"
                : from.getHostAddress();
    }

    /**
     * Each proxy writes behind what it was told whom it was told it by, so that the list is read from its end: for as long
     * as a proxy of ours has written it. Anybody can have written what stands before that.
     */
    private InetAddress sender(InetAddress peer, List<String> lines) {
        InetAddress from = peer;
        List<String> told =
                lines.stream().flatMap(line -> Stream.of(line.split(",", -1))).toList();
        for (int i = told.size() - 1; i >= 0 && isProxy(from); i--) {
            InetAddress before = forwarded(told.get(i).strip());
            if (before == null) {
                // What a proxy writes in words hides its sender: then they are known by the proxy.
                break;
            }
            from = before;
        }
        return from;
    }

    private boolean isProxy(InetAddress address) {
        return proxies.stream().anyMatch(range -> range.contains(address));
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:4711}, {@code 2001:db8::1}, {@code [2001:db8::1]} or {@code [2001:db8::1]:4711}. */
    private static @Nullable InetAddress forwarded(String entry) {
        Matcher bracketed = BRACKETED.matcher(entry);
        if (bracketed.matches()) {
            return AddressRange.address(bracketed.group(1));
        }
        int colon = entry.indexOf(':');
        boolean port = colon >= 0 && colon == entry.lastIndexOf(':');
        return AddressRange.address(port ? entry.substring(0, colon) : entry);
    }

    /** Whether the request is for us: any name where strangers may come anyway, else only ours. */
    boolean answersTo(@Nullable String host) {
        if (!loopbackBind) {
            return true;
        }
        String name = host == null ? "" : host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name) || name.equals(publicHost);
    }

    /** Refuses other pages where they could do harm. Returns the guest's origin when it is one that the settings let in. */
    @Nullable
    String guest(Request request, RouteTable.Place place, Reply reply) {
        List<String> origins = request.getHeaders().getValuesList(HttpHeader.ORIGIN);
        if (hasGuests()) {
            reply.header("vary", "origin");
        }
        if (origins.isEmpty()) {
            return null;
        }
        String origin = origins.getFirst();
        String method = request.getMethod();
        boolean harmless = (method.equals("GET") || method.equals("HEAD")) && !place.isGuarded();
        if (!harmless
                && (origins.size() > 1 || !mayCall(origin, request.getHttpURI().getPort()))) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "Pages of this Origin may not call this server. Its operator can let them in by the allowed origins.");
        }
        if (origins.size() == 1 && isGuest(origin)) {
            reply.header("access-control-allow-origin", origin);
            reply.header("access-control-expose-headers", CORS_EXPOSED);
            return origin;
        }
        return null;
    }

    /** Whether any page of another origin may call at all. */
    private boolean hasGuests() {
        return !allowedOrigins.isEmpty();
    }

    /** A page of another origin that the settings let in; it gets CORS headers. */
    private boolean isGuest(String origin) {
        return allowedOrigins.contains(origin.toLowerCase(Locale.ROOT));
    }

    /** A page that may send requests: our own, under the public or a loopback name, or a guest's. */
    boolean mayCall(String origin, int requestPort) {
        String asked = origin.toLowerCase(Locale.ROOT);
        return asked.equals(publicOrigin) || allowedOrigins.contains(asked) || isOwnLoopback(asked, requestPort);
    }

    /** A loopback page counts as ours only on the port that it calls: other programs of the machine have others. */
    private boolean isOwnLoopback(String origin, int requestPort) {
        if (!loopbackBind || !origin.startsWith("http://")) {
            return false;
        }
        String authority = origin.substring("http://".length());
        int port = requestPort <= 0 ? 80 : requestPort;
        return LOOPBACK.stream()
                .anyMatch(name -> authority.equals(name + ":" + port) || (port == 80 && authority.equals(name)));
    }

    private static boolean isLoopbackAddress(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        return LOOPBACK.contains(name)
                || name.startsWith("127.")
                || name.equals("::1")
                || name.equals("0:0:0:0:0:0:0:1");
    }

    private static String origin(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        String host = String.valueOf(url.getHost()).toLowerCase(Locale.ROOT);
        int usual = scheme.equals("https") ? 443 : 80;
        return scheme + "://" + host + (url.getPort() < 0 || url.getPort() == usual ? "" : ":" + url.getPort());
    }
}
