package dev.triggo.egress;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole answer.
 *
 * @param status 200 to 599
 * @param headers in order, names in lower case; without the length and coding of a body that was decompressed
 * @param body decompressed; empty for none
 */
public record Reply(int status, List<Header> headers, byte[] body) {
    /** The first header of this lower-case name, or null. */
    public @Nullable String header(String name) {
        for (Header header : headers) {
            if (header.name().equals(name)) {
                return header.value();
            }
        }
        return null;
    }
}
