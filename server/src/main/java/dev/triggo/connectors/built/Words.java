package dev.triggo.connectors.built;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** What may stand in a request as it is. */
public final class Words {
    private static final Pattern TOKEN = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}");

    /** Scheme, host, perhaps a port, a path: no user, no query, no fragment, nothing that is not ASCII. */
    private static final Pattern URL = Pattern.compile(
            "https?://[A-Za-z0-9.\\[\\]:-]{1,255}(/[A-Za-z0-9._~!$&'()*+,;=:@%/-]*)?(\\?[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*)?",
            Pattern.CASE_INSENSITIVE);

    /** Headers that the client sets by itself, or that steer the connection. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "connection",
            "transfer-encoding",
            "upgrade",
            "te",
            "trailer",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "expect",
            "accept-encoding");

    private Words() {}

    /** A name of a header, cookie or key. */
    public static boolean isToken(String name) {
        return TOKEN.matcher(name).matches();
    }

    public static boolean isKeyPlace(String in) {
        return in.equals("header") || in.equals("cookie");
    }

    public static boolean isUrl(String url) {
        return url.length() <= 2_000 && URL.matcher(url).matches();
    }

    public static boolean isOurHeader(String name) {
        return OURS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** No control characters, which would end a line, and nothing that is not seen. */
    public static boolean isVisible(String text) {
        return text.codePoints()
                .noneMatch(c -> Character.isISOControl(c)
                        || Character.getType(c) == Character.FORMAT
                        || Character.getType(c) == Character.LINE_SEPARATOR
                        || Character.getType(c) == Character.PARAGRAPH_SEPARATOR);
    }
}
