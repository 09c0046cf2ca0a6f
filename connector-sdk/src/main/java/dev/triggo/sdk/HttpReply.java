package dev.triggo.sdk;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The whole answer to a request.
 *
 * @param status 200 to 599
 * @param headers by lower-case name; several of one name are joined with {@code ", "}
 * @param body decompressed; empty for none
 */
public record HttpReply(int status, Map<String, String> headers, byte[] body) {
    /** The header, whatever the case of its name; null when there is none. */
    public @Nullable String header(String name) {
        return headers.get(name.toLowerCase(Locale.ROOT));
    }

    /** The media type without its parameters, lower case; empty when none was said. */
    public String mediaType() {
        String type = header("content-type");
        return type == null ? "" : type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** True for {@code application/json} and types that end in {@code +json}. */
    public boolean isJson() {
        String type = mediaType();
        return type.equals("application/json") || type.equals("text/json") || type.endsWith("+json");
    }

    /** The body as text, in the charset that the answer names, else UTF-8; what does not decode becomes U+FFFD. */
    public String text() {
        return new String(body, charset());
    }

    private Charset charset() {
        String type = header("content-type");
        int at = type == null ? -1 : type.toLowerCase(Locale.ROOT).indexOf("charset=");
        if (type == null || at < 0) {
            return StandardCharsets.UTF_8;
        }
        String name =
                type.substring(at + "charset=".length()).split("[;,\\s]", 2)[0].replace("\"", "");
        try {
            return Charset.forName(name);
        } catch (IllegalArgumentException unknown) {
            return StandardCharsets.UTF_8;
        }
    }
}
