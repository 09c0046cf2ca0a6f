package dev.triggo.egress;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A URL, read strictly. There is no second reading: the same host and port are judged, dialled and sent.
 *
 * @param path path and query as they are sent, beginning with a slash
 */
record Target(boolean secure, Host host, int port, String path) {
    private static final int MAX_LENGTH = 8192;
    private static final Pattern SCHEME = Pattern.compile("[A-Za-z][A-Za-z0-9+.-]*");
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");
    private static final String KEPT = "-._~!$&'()*+,;=:@/?%[]|";
    private static final char[] HEX = "0123456789ABCDEF".toCharArray();

    static Target read(String url) throws EgressDenied, EgressFailure {
        if (url.length() > MAX_LENGTH) {
            throw EgressFailure.badUrl("The URL is longer than %d characters.".formatted(MAX_LENGTH));
        }
        refuseControls(url);
        int colon = url.indexOf(':');
        if (colon < 0 || !SCHEME.matcher(url.substring(0, colon)).matches()) {
            throw EgressFailure.badUrl("The URL must be absolute and begin with http:// or https://.");
        }
        String scheme = url.substring(0, colon).toLowerCase(Locale.ROOT);
        boolean secure = scheme.equals("https");
        if (!secure && !scheme.equals("http")) {
            throw new EgressDenied("Only http and https URLs may be called.");
        }
        if (!url.startsWith("//", colon + 1)) {
            throw EgressFailure.badUrl("The URL must have // after %s:.".formatted(scheme));
        }
        int from = colon + 3;
        int to = end(url, from);
        String authority = url.substring(from, to);
        String rest = url.substring(to);
        int fragment = rest.indexOf('#');
        return authority(secure, authority, fragment < 0 ? rest : rest.substring(0, fragment));
    }

    private static Target authority(boolean secure, String authority, String rest) throws EgressDenied, EgressFailure {
        if (authority.indexOf('@') >= 0) {
            throw new EgressDenied("The URL holds a user name or password before the host. Send a header instead.");
        }
        if (authority.indexOf('%') >= 0 || authority.indexOf('\\') >= 0) {
            throw new EgressDenied("The host of the URL holds a percent sign or a backslash.");
        }
        int bracket = authority.lastIndexOf(']');
        int colon = authority.indexOf(':', bracket + 1);
        String host = colon < 0 ? authority : authority.substring(0, colon);
        int port = secure ? 443 : 80;
        if (colon >= 0) {
            String digits = authority.substring(colon + 1);
            if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) > 65535) {
                throw EgressFailure.badUrl("The port of the URL must be a number from 1 to 65535.");
            }
            port = Integer.parseInt(digits);
        }
        if (host.isEmpty()) {
            throw EgressFailure.badUrl("The URL has no host.");
        }
        return new Target(secure, Host.read(host), port, path(rest));
    }

    /** Where a redirect from here leads; a path without a slash is relative to the folder of this one. */
    Target follow(String location) throws EgressDenied, EgressFailure {
        refuseControls(location);
        String base = (secure ? "https://" : "http://") + authority();
        int colon = location.indexOf(':');
        if (colon > 0 && SCHEME.matcher(location.substring(0, colon)).matches()) {
            return read(location);
        }
        if (location.startsWith("//")) {
            return read((secure ? "https:" : "http:") + location);
        }
        if (location.startsWith("/")) {
            return read(base + location);
        }
        if (location.startsWith("\\")) {
            throw new EgressDenied("The redirect holds a backslash.");
        }
        String here = path.substring(0, queryAt(path));
        if (location.startsWith("?")) {
            return read(base + here + location);
        }
        return location.startsWith("#") || location.isEmpty()
                ? this
                : read(base + here.substring(0, here.lastIndexOf('/') + 1) + location);
    }

    boolean sameOrigin(Target other) {
        return secure == other.secure && port == other.port && host.equals(other.host);
    }

    /** Host and, unless it is the scheme's own, port: the {@code Host} header. */
    String authority() {
        return port == (secure ? 443 : 80) ? host.text() : host.text() + ":" + port;
    }

    private static int end(String url, int from) {
        for (int i = from; i < url.length(); i++) {
            char c = url.charAt(i);
            if (c == '/' || c == '?' || c == '#') {
                return i;
            }
        }
        return url.length();
    }

    private static int queryAt(String path) {
        int query = path.indexOf('?');
        return query < 0 ? path.length() : query;
    }

    private static void refuseControls(String url) throws EgressDenied {
        for (int i = 0; i < url.length(); i++) {
            char c = url.charAt(i);
            if (Character.isISOControl(c) || c == '\u2028' || c == '\u2029') {
                throw new EgressDenied("The URL holds a line break, a tab or another control character.");
            }
        }
    }

    /** Path and query with everything encoded that may not stand there; what is encoded already stays as it is. */
    private static String path(String rest) throws EgressDenied {
        int query = queryAt(rest);
        if (rest.lastIndexOf('\\', query - 1) >= 0) {
            throw new EgressDenied("The path of the URL holds a backslash.");
        }
        String whole = rest.startsWith("/") ? rest : "/" + rest;
        if (plain(whole)) {
            return whole;
        }
        var out = new StringBuilder(whole.length() + 16);
        for (byte b : whole.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (b & 0xff);
            if (kept(c)) {
                out.append(c);
            } else {
                out.append('%').append(HEX[c >> 4]).append(HEX[c & 15]);
            }
        }
        return out.toString();
    }

    private static boolean plain(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!kept(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    private static boolean kept(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || KEPT.indexOf(c) >= 0;
    }
}
