package dev.triggo.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.jspecify.annotations.Nullable;

/**
 * The credential as the request presents it.
 *
 * @param token the bearer token, null when there is none that could be looked up
 * @param sent whether the client tried to send one: decides what the challenge says
 */
record Bearer(@Nullable String token, boolean sent) {
    private static final Bearer NONE = new Bearer(null, false);
    private static final Bearer BROKEN = new Bearer(null, true);
    private static final String SCHEME = "bearer";

    /** Exactly one {@code Authorization: Bearer <token>}; of two, neither counts. */
    static Bearer of(HttpFields headers) {
        String value = null;
        for (HttpField field : headers) {
            if (field.getHeader() == HttpHeader.AUTHORIZATION) {
                if (value != null) {
                    return BROKEN;
                }
                value = field.getValue() == null ? "" : field.getValue();
            }
        }
        if (value == null || !startsWithScheme(value) || value.length() == SCHEME.length()) {
            return NONE;
        }
        return isToken(value, SCHEME.length() + 1) ? new Bearer(value.substring(SCHEME.length() + 1), true) : BROKEN;
    }

    /** Compared in ASCII only: letters that merely fold to these are others. */
    private static boolean startsWithScheme(String value) {
        if (value.length() < SCHEME.length()
                || (value.length() > SCHEME.length() && value.charAt(SCHEME.length()) != ' ')) {
            return false;
        }
        for (int i = 0; i < SCHEME.length(); i++) {
            char c = value.charAt(i);
            if (c >= 0x7f || (c | 0x20) != SCHEME.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** RFC 6750's b64token: letters, digits, {@code -._~+/}, then {@code =}. */
    private static boolean isToken(String value, int from) {
        int end = value.length();
        while (end > from && value.charAt(end - 1) == '=') {
            end--;
        }
        for (int i = from; i < end; i++) {
            char c = value.charAt(i);
            boolean letterOrDigit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
            if (!letterOrDigit && "-._~+/".indexOf(c) < 0) {
                return false;
            }
        }
        return end > from;
    }
}
