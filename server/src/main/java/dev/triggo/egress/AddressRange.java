package dev.triggo.egress;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** A block of addresses in CIDR form. */
public record AddressRange(byte[] base, int bits) {
    /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a lone address; null when it is none of these. */
    public static @Nullable AddressRange read(String text) {
        int slash = text.indexOf('/');
        InetAddress address = IpLiteral.read(slash < 0 ? text : text.substring(0, slash));
        if (address == null) {
            return null;
        }
        byte[] base = address.getAddress();
        int width = base.length * 8;
        if (slash < 0) {
            return new AddressRange(base, width);
        }
        String bits = text.substring(slash + 1);
        if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > width) {
            return null;
        }
        return new AddressRange(base, Integer.parseInt(bits));
    }

    /** As {@link #read}, for texts that are known to be right. */
    static AddressRange of(String text) {
        AddressRange range = read(text);
        if (range == null) {
            throw new IllegalArgumentException(text);
        }
        return range;
    }

    /** The address that a text is in full and in plain form; null when it is none, a name among others. */
    public static @Nullable InetAddress address(String text) {
        return IpLiteral.read(text);
    }

    /** Whether no address of its kind is outside of it. */
    public boolean isEverything() {
        return bits == 0;
    }

    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != base.length) {
            return false;
        }
        int whole = bits / 8;
        for (int i = 0; i < whole; i++) {
            if (address[i] != base[i]) {
                return false;
            }
        }
        int rest = bits % 8;
        return rest == 0 || ((address[whole] ^ base[whole]) & 0xff) >> (8 - rest) == 0;
    }
}
