package dev.triggo.connectors.built;

import java.util.regex.Pattern;

/** Media types of others, before they are written into a head. */
public final class MediaTypes {
    private static final Pattern ONE =
            Pattern.compile("[A-Za-z0-9!#$&^_.+-]{1,64}/[A-Za-z0-9!#$&^_.+-]{1,64}(; ?[A-Za-z0-9=_.\"-]{1,80})?");

    private MediaTypes() {}

    /** Whether this is a single media type: no range, no list, nothing that would end the line. */
    public static boolean isOne(String text) {
        return ONE.matcher(text).matches();
    }
}
