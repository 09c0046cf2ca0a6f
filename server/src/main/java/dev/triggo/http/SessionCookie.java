package dev.triggo.http;

import dev.triggo.access.Member;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The cookie by which a page's session is known. Its prefix makes browsers keep it to this very host, over a secure
 * connection (or on this machine), and out of reach of any other page that shares the domain.
 */
public final class SessionCookie {
    static final String NAME = "__Host-triggo";
    private static final String CSRF = "x-csrf-token";

    private SessionCookie() {}

    /** The header's value that hands a session to the browser. */
    public static String begin(String secret, Duration longest) {
        return NAME + "=" + secret + "; Path=/; Max-Age=" + longest.toSeconds() + "; Secure; HttpOnly; SameSite=Lax";
    }

    /** The header's value that takes it away again. */
    public static String end() {
        return NAME + "=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax";
    }

    /** What the request holds; null for none, and for more than one, of which neither counts. */
    static @Nullable String of(HttpFields headers) {
        String found = null;
        for (String line : headers.getValuesList(HttpHeader.COOKIE)) {
            for (String pair : line.split(";", -1)) {
                String cookie = pair.strip();
                if (cookie.startsWith(NAME + "=")) {
                    if (found != null) {
                        return null;
                    }
                    found = cookie.substring(NAME.length() + 1);
                }
            }
        }
        return found == null || found.isEmpty() || found.length() > 200 ? null : found;
    }

    /** A page of another origin can make a browser send the cookie, but cannot know the token. Throws FORBIDDEN. */
    static void requireToken(HttpFields headers, Member member) {
        List<String> sent = headers.getValuesList(CSRF);
        boolean same = sent.size() == 1
                && MessageDigest.isEqual(
                        sent.getFirst().getBytes(StandardCharsets.UTF_8),
                        member.csrfToken().getBytes(StandardCharsets.UTF_8));
        if (!same) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "What changes something needs the session's token in the header x-csrf-token, which is read from"
                            + " GET /api/v1/app/session.");
        }
    }
}
