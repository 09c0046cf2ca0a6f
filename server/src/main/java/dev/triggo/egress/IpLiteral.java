package dev.triggo.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Addresses as text, in the one spelling that all programs read alike. The JDK and the C library also take short,
 * octal, hexadecimal and zoned forms, and not in the same way; these are no addresses here.
 */
final class IpLiteral {
    private static final Pattern OCTET = Pattern.compile("0|[1-9][0-9]{0,2}");
    private static final Pattern GROUP = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final int GROUPS = 8;

    private IpLiteral() {}

    /** The address, or null when the text is no plain IPv4 or IPv6 address (without brackets). */
    static @Nullable InetAddress read(String text) {
        byte[] bytes = text.indexOf(':') >= 0 ? v6(text) : v4(text);
        return bytes == null ? null : address(bytes);
    }

    /** A 16-byte address that maps an IPv4 one becomes that one. */
    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalArgumentException(wrongLength);
        }
    }

    static byte @Nullable [] v4(String text) {
        List<String> parts = List.of(text.split("\\.", -1));
        if (parts.size() != 4) {
            return null;
        }
        var bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!OCTET.matcher(parts.get(i)).matches() || Integer.parseInt(parts.get(i)) > 255) {
                return null;
            }
            bytes[i] = (byte) Integer.parseInt(parts.get(i));
        }
        return bytes;
    }

    private static byte @Nullable [] v6(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            byte[] whole = groups(text);
            return whole != null && whole.length == 2 * GROUPS ? whole : null;
        }
        byte[] head = groups(text.substring(0, gap));
        byte[] tail = groups(text.substring(gap + 2));
        // "::" stands for at least one group of zeros; an embedded IPv4 address may only come last.
        if (head == null
                || tail == null
                || head.length + tail.length > 2 * (GROUPS - 1)
                || text.substring(0, gap).indexOf('.') >= 0) {
            return null;
        }
        byte[] bytes = Arrays.copyOf(head, 2 * GROUPS);
        System.arraycopy(tail, 0, bytes, bytes.length - tail.length, tail.length);
        return bytes;
    }

    /** Colon-separated groups, the last of which may be a dotted quad; empty text is no groups. */
    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] parts = text.split(":", -1);
        if (parts.length > GROUPS) {
            return null;
        }
        var bytes = new byte[2 * (parts.length + 1)];
        int length = 0;
        for (int i = 0; i < parts.length; i++) {
            byte[] quad = i == parts.length - 1 ? v4(parts[i]) : null;
            if (quad != null) {
                System.arraycopy(quad, 0, bytes, length, 4);
                length += 4;
            } else if (GROUP.matcher(parts[i]).matches()) {
                int group = Integer.parseInt(parts[i], 16);
                bytes[length++] = (byte) (group >> 8);
                bytes[length++] = (byte) group;
            } else {
                return null;
            }
        }
        return Arrays.copyOf(bytes, length);
    }
}
