package dev.triggo.store;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;

/** {@code postgres://user:pass@host:port/db}, taken apart. */
record PostgresAddress(String jdbcUrl, String user, String password) {
    /** Throws IllegalArgumentException with a sentence that names the fault and never holds the password. */
    static PostgresAddress parse(String url) {
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException fault) {
            throw new IllegalArgumentException("is not an address like postgres://user:pass@host:5432/db; "
                    + "percent-encode odd characters in the password");
        }
        String scheme = uri.getScheme();
        if (!"postgres".equals(scheme) && !"postgresql".equals(scheme)) {
            throw new IllegalArgumentException("must begin with postgres://");
        }
        String database = uri.getPath();
        if (uri.getHost() == null || database == null || database.length() < 2) {
            throw new IllegalArgumentException("needs a host and a database: postgres://user:pass@host:5432/db");
        }
        String info = uri.getRawUserInfo();
        if (info == null || info.isEmpty()) {
            throw new IllegalArgumentException("needs a user: postgres://user:pass@host:5432/db");
        }
        int colon = info.indexOf(':');
        String user = decode(colon < 0 ? info : info.substring(0, colon));
        String password = colon < 0 ? "" : decode(info.substring(colon + 1));
        int port = uri.getPort() < 0 ? 5432 : uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new PostgresAddress(
                "jdbc:postgresql://" + uri.getHost() + ":" + port + database + query, user, password);
    }

    private static String decode(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
