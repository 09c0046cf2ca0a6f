package dev.triggo.oauth;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where a browser may be sent with a code: what a client may register, and what matches it later. */
final class RedirectUris {
    static final int MOST = 20;
    private static final int LONGEST = 1_000;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Schemes that a browser runs, opens or sends without asking, or by which it goes on to any host; none belongs to a
     * program that waits for a code.
     */
    private static final Set<String> NO_PROGRAM = Set.of(
            "about",
            "blob",
            "brave",
            "chrome",
            "data",
            "file",
            "filesystem",
            "firefox",
            "ftp",
            "googlechrome",
            "googlechromes",
            "intent",
            "jar",
            "javascript",
            "mailto",
            "microsoft-edge",
            "ms-its",
            "resource",
            "sms",
            "tel",
            "urn",
            "vbscript",
            "view-source",
            "ws",
            "wss",
            "x-safari-http",
            "x-safari-https");

    private RedirectUris() {}

    /** What is wrong with registering it; null for nothing. */
    static @Nullable String fault(String text) {
        if (text.length() > LONGEST || !text.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            return "must be at most " + LONGEST + " visible ASCII characters";
        }
        URI uri = uri(text);
        if (uri == null || uri.getScheme() == null) {
            return "must be an absolute URI";
        }
        if (text.indexOf('#') >= 0 || text.indexOf('*') >= 0 || text.indexOf('\\') >= 0) {
            return "must have no fragment and no wildcard";
        }
        // One spelling only, so that whoever reads it later, the person's page among them, needs to know no other.
        String scheme = uri.getScheme();
        if (!scheme.equals(scheme.toLowerCase(Locale.ROOT))) {
            return "must have its scheme in small letters";
        }
        if (NO_PROGRAM.contains(scheme)) {
            return "must begin with https:, with http: on this machine, or with the scheme of a program";
        }
        if (!isOfAHost(uri)) {
            return null;
        }
        if (uri.getHost() == null || uri.getRawUserInfo() != null) {
            return "must name a host, and no user";
        }
        return scheme.equals("https") || isLoopback(uri) ? null : "must be https, except for localhost and 127.0.0.1";
    }

    /**
     * Character by character, except that a program which listens on this machine may take any port that is free (RFC
     * 8252, 7.3).
     */
    static boolean matches(List<String> registered, String asked) {
        return fault(asked) == null
                && registered.stream().anyMatch(known -> known.equals(asked) || onAnyPort(known, asked));
    }

    private static boolean onAnyPort(String known, String asked) {
        URI one = uri(known);
        URI other = uri(asked);
        return one != null
                && other != null
                && isLoopback(one)
                && isLoopback(other)
                && asked.equals(withPort(one, other.getPort()));
    }

    /** The whole text is compared, so that nothing can hide in a part that is not looked at. */
    private static String withPort(URI uri, int port) {
        return "http://" + uri.getHost() + (port < 0 ? "" : ":" + port) + uri.getRawPath()
                + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery());
    }

    /** Whether a host gets the code, and no program by its scheme. */
    static boolean isOfAHost(URI uri) {
        return "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
    }

    static boolean isLoopback(URI uri) {
        return "http".equals(uri.getScheme())
                && uri.getHost() != null
                && LOOPBACK.contains(uri.getHost())
                && uri.getRawUserInfo() == null;
    }

    /** What a page's policy must name so that its form may end there: an origin, or the scheme of a program. */
    static String source(String text) {
        URI uri = URI.create(text);
        return !isOfAHost(uri)
                ? uri.getScheme() + ":"
                : uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
    }

    private static @Nullable URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException noUri) {
            return null;
        }
    }
}
