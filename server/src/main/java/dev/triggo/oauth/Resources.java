package dev.triggo.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a token can be for: the address of {@code /mcp} stands for all of the runtime, the two others for one door each.
 * Every spelling of an address that clients use is turned into the one that is kept.
 */
final class Resources {
    /** Stands for everything behind the agents' doors. */
    static final String MCP = "/mcp";

    static final String ACTIONS = "/mcp/actions";
    static final String RUNTIME = "/api/v1/runtime";
    static final List<String> DOORS = List.of(MCP, ACTIONS, RUNTIME);

    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private final String publicUrl;
    private final String host;
    private final Map<String, String> canonical = new LinkedHashMap<>();

    Resources(String publicUrl) {
        this.publicUrl = publicUrl;
        this.host = String.valueOf(URI.create(publicUrl).getHost()).toLowerCase(Locale.ROOT);
        for (String door : DOORS) {
            bases().forEach(base -> canonical.put(normal(base + door).orElseThrow(), publicUrl + door));
        }
    }

    /** The name of this authorization server, as it is in its metadata and answers. */
    String issuer() {
        return publicUrl;
    }

    String address(String door) {
        return publicUrl + door;
    }

    /** What follows the name of a well-known document in its address (RFC 8414, RFC 9728). */
    String path() {
        String path = URI.create(publicUrl).getRawPath();
        return path == null ? "" : path;
    }

    /** The kept form of what a client asks for; empty for what is not ours. */
    Optional<String> find(String asked) {
        return normal(asked).map(canonical::get);
    }

    /** Whether a token for this resource is good for a call of this path. */
    boolean covers(String resource, String path) {
        boolean actions = path.equals(ACTIONS);
        boolean runtime = path.startsWith(RUNTIME + "/");
        return (resource.equals(address(MCP)) && (actions || runtime || path.equals(MCP)))
                || (resource.equals(address(ACTIONS)) && actions)
                || (resource.equals(address(RUNTIME)) && runtime);
    }

    /**
     * The address of a door as the client that reads about it has spelled it: hosts refuse another. Only this machine's
     * own names are told apart, and only where the public address is one of them.
     *
     * @param asked the request's {@code Host}
     */
    String spelled(String door, @Nullable String asked) {
        return bases().filter(base -> URI.create(base).getRawAuthority().equalsIgnoreCase(asked))
                        .findFirst()
                        .orElse(publicUrl)
                + door;
    }

    private Stream<String> bases() {
        return LOOPBACK.contains(host)
                ? Stream.concat(
                        Stream.of(publicUrl),
                        LOOPBACK.stream()
                                .sorted()
                                .map(name -> publicUrl.replaceFirst("//[^:/\\[]+|//\\[[^]]*]", "//" + name)))
                : Stream.of(publicUrl);
    }

    private static Optional<String> normal(String text) {
        try {
            var uri = new URI(text);
            if (uri.getScheme() == null
                    || uri.getHost() == null
                    || uri.getRawFragment() != null
                    || uri.getRawQuery() != null
                    || uri.getRawUserInfo() != null) {
                return Optional.empty();
            }
            String scheme = uri.getScheme().toLowerCase(Locale.ROOT);
            int usual = scheme.equals("https") ? 443 : 80;
            String port = uri.getPort() < 0 || uri.getPort() == usual ? "" : ":" + uri.getPort();
            String path = uri.getRawPath().endsWith("/")
                    ? uri.getRawPath().substring(0, uri.getRawPath().length() - 1)
                    : uri.getRawPath();
            return Optional.of(scheme + "://" + uri.getHost().toLowerCase(Locale.ROOT) + port + path);
        } catch (URISyntaxException noAddress) {
            return Optional.empty();
        }
    }
}
