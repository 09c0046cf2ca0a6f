package dev.triggo.egress;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a list of hosts: a name, {@code *.} and a name, an address, or a block of addresses; with a port or for
 * all ports.
 *
 * @param name lower-case ASCII, without the star; null for addresses
 * @param below only what is below the name, not the name itself
 * @param range the addresses; null for a name
 * @param port 0 for all
 */
record HostPattern(
        @Nullable String name, boolean below, @Nullable AddressRange range, int port) {
    private static final Pattern PORT = Pattern.compile("[1-9][0-9]{0,4}");

    /** Reads {@code host[:port]}, {@code *.host[:port]}, {@code address[:port]} or {@code CIDR[:port]}. */
    static HostPattern read(String entry) {
        String text = entry.strip();
        int bracket = text.lastIndexOf(']');
        int colon = text.indexOf(':', bracket + 1);
        // More than one colon outside brackets: an IPv6 address or block without a port.
        boolean bare = bracket < 0 && colon >= 0 && text.indexOf(':', colon + 1) >= 0;
        String host = colon < 0 || bare ? text : text.substring(0, colon);
        int port = colon < 0 || bare ? 0 : port(text.substring(colon + 1), entry);
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        AddressRange range = AddressRange.read(host);
        if (range != null) {
            return new HostPattern(null, false, range, port);
        }
        boolean below = host.startsWith("*.");
        try {
            if (host.indexOf('/') < 0
                    && host.indexOf('*', below ? 1 : 0) < 0
                    && Host.read(below ? host.substring(2) : host) instanceof Host.Name name) {
                return new HostPattern(name.text(), below, null, port);
            }
        } catch (EgressDenied | EgressFailure unclear) {
            throw wrong(entry);
        }
        throw wrong(entry);
    }

    /** The very name, or with a star a name below it. */
    boolean isName(Target target) {
        return name != null
                && portFits(target)
                && target.host() instanceof Host.Name given
                && (below ? given.text().endsWith("." + name) : given.text().equals(name));
    }

    /** The name or a name below it, at a dot: {@code evil-example.com} is not below {@code example.com}. */
    boolean coversName(Target target) {
        return name != null
                && portFits(target)
                && target.host() instanceof Host.Name given
                && (given.text().endsWith("." + name) || (!below && given.text().equals(name)));
    }

    boolean coversAddress(Target target, byte[] address) {
        return range != null && portFits(target) && range.contains(address);
    }

    private boolean portFits(Target target) {
        return port == 0 || port == target.port();
    }

    private static int port(String digits, String entry) {
        if (!PORT.matcher(digits).matches() || Integer.parseInt(digits) > 65535) {
            throw wrong(entry);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException wrong(String entry) {
        return new IllegalArgumentException(
                "'%s' is not a host, an address or a CIDR block with an optional port. Write it as one of: api.internal, api.internal:8080, *.internal, 10.0.0.5:5432, 10.0.0.0/8, [fd00::1]:8080, fd00::/8."
                        .formatted(entry.strip()));
    }
}
