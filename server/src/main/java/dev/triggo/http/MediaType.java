package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import java.util.Locale;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;

/** What a request's body says that it is. */
final class MediaType {
    private MediaType() {}

    /** Throws UNSUPPORTED_MEDIA_TYPE unless the body is JSON by its own word, in UTF-8 if it says so at all. */
    static void requireJson(HttpFields headers) {
        List<String> types = headers.getValuesList(HttpHeader.CONTENT_TYPE);
        if (types.size() != 1 || !isJson(types.getFirst())) {
            throw Problem.of(
                    ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                    "This address takes JSON: send it with the header content-type: application/json.");
        }
    }

    /** Throws UNSUPPORTED_MEDIA_TYPE for a body that would have to be unpacked first. */
    static void requirePlain(HttpFields headers) {
        for (String coding : headers.getValuesList(HttpHeader.CONTENT_ENCODING)) {
            if (!coding.strip().toLowerCase(Locale.ROOT).equals("identity")) {
                throw Problem.of(
                        ProblemCode.UNSUPPORTED_MEDIA_TYPE,
                        "Compressed bodies are not taken: send the body without content-encoding.");
            }
        }
    }

    private static boolean isJson(String type) {
        String[] parts = type.split(";", -1);
        if (!parts[0].strip().toLowerCase(Locale.ROOT).equals("application/json")) {
            return false;
        }
        for (int i = 1; i < parts.length; i++) {
            String parameter = parts[i].strip().toLowerCase(Locale.ROOT);
            if (!parameter.equals("charset=utf-8") && !parameter.equals("charset=\"utf-8\"")) {
                return false;
            }
        }
        return true;
    }
}
