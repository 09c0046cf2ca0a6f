package dev.triggo.egress;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What may stand in the headers of a request, what is dropped on the way, and how much an answer may bring. */
final class Headers {
    static final int MAX_COUNT = 200;
    static final int MAX_LINE = 16 * 1024;
    static final int MAX_BYTES = 128 * 1024;
    private static final int MAX_SENT_BYTES = 64 * 1024;
    private static final int MAX_METHOD = 20;

    private static final String TOKEN = "!#$%&'*+-.^_`|~";

    /** Set by the gate itself; another value could send the request elsewhere or split it. */
    private static final Set<String> OURS = Set.of(
            "host",
            "content-length",
            "transfer-encoding",
            "connection",
            "keep-alive",
            "proxy-connection",
            "proxy-authorization",
            "proxy-authenticate",
            "te",
            "trailer",
            "upgrade",
            "expect",
            "http2-settings");

    /** All that goes along to another origin. Anything else may be a credential, whatever its name. */
    private static final Set<String> HARMLESS = Set.of("accept", "accept-language", "user-agent");

    private Headers() {}

    static void check(String method, List<Header> headers) throws EgressFailure {
        if (method.isEmpty() || method.length() > MAX_METHOD || !isToken(method)) {
            throw bad("The method of the request is not a plain word such as GET or POST.");
        }
        if (method.equals("CONNECT") || method.equals("TRACE")) {
            throw bad("The methods CONNECT and TRACE may not be sent.");
        }
        int bytes = 0;
        for (Header header : headers) {
            if (header.name().isEmpty() || !isToken(header.name())) {
                throw bad("A header name may only hold letters, digits and hyphens.");
            }
            if (OURS.contains(lower(header.name()))) {
                throw bad("The header %s is set by the server and may not be given.".formatted(header.name()));
            }
            if (!isValue(header.value())) {
                throw bad("The value of the header %s holds a line break, a control character or a letter beyond ASCII."
                        .formatted(header.name()));
            }
            bytes += header.name().length() + header.value().length() + 4;
        }
        if (bytes > MAX_SENT_BYTES || headers.size() > MAX_COUNT) {
            throw bad("The headers of the request are larger than %d bytes or more than %d."
                    .formatted(MAX_SENT_BYTES, MAX_COUNT));
        }
    }

    /** What a redirect to another origin still carries. */
    static List<Header> harmless(List<Header> headers) {
        return headers.stream()
                .filter(header -> HARMLESS.contains(lower(header.name())))
                .toList();
    }

    /** The headers without those that describe a body. */
    static List<Header> withoutBody(List<Header> headers) {
        return headers.stream()
                .filter(header -> !lower(header.name()).startsWith("content-"))
                .toList();
    }

    /** Those of an answer, names in lower case; too many bytes are refused. */
    static List<Header> received(org.apache.hc.core5.http.Header[] headers) throws EgressFailure {
        var all = new ArrayList<Header>(headers.length);
        int bytes = 0;
        for (var header : headers) {
            String value = header.getValue() == null ? "" : header.getValue();
            bytes += header.getName().length() + value.length() + 4;
            all.add(new Header(lower(header.getName()), value));
        }
        if (bytes > MAX_BYTES) {
            throw tooLarge();
        }
        return all;
    }

    static EgressFailure tooLarge() {
        return new EgressFailure(
                EgressFailure.Kind.RESPONSE_TOO_LARGE,
                "The headers of the answer are larger than %d bytes or more than %d.".formatted(MAX_BYTES, MAX_COUNT));
    }

    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    private static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!plain && TOKEN.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isValue(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\t' && (c < 0x20 || c > 0x7e)) {
                return false;
            }
        }
        return true;
    }

    private static EgressFailure bad(String message) {
        return new EgressFailure(EgressFailure.Kind.BAD_HEADER, message);
    }
}
