package dev.triggo.egress;

import java.net.IDN;
import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;

/** The host of a URL: a name in lower-case ASCII without its last dot, or an address. */
sealed interface Host {
    /** As it is sent and compared. */
    String text();

    record Name(String text) implements Host {}

    record Address(InetAddress address) implements Host {
        @Override
        public String text() {
            String plain = address.getHostAddress();
            return plain.indexOf(':') < 0 ? plain : "[" + plain + "]";
        }
    }

    Pattern LABEL = Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?");
    Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    int MAX_NAME = 253;

    /** Reads a host as it stands in a URL; an IPv6 address is in brackets. */
    static Host read(String text) throws EgressDenied, EgressFailure {
        if (text.startsWith("[")) {
            return bracketed(text);
        }
        String name = ascii(text);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        String[] labels = name.split("\\.", -1);
        if (NUMBER.matcher(labels[labels.length - 1]).matches()) {
            // What ends in a number is an IPv4 address for some program or other; only one spelling is clear.
            byte[] quad = IpLiteral.v4(name);
            if (quad == null) {
                throw new EgressDenied("The host of the URL is an address in an unusual spelling."
                        + " Write an IPv4 address as four decimal numbers without leading zeros.");
            }
            return new Address(IpLiteral.address(quad));
        }
        for (String label : labels) {
            if (!LABEL.matcher(label).matches()) {
                throw EgressFailure.badUrl("The host of the URL is not a valid name.");
            }
        }
        if (name.length() > MAX_NAME) {
            throw EgressFailure.badUrl("The host of the URL is longer than %d characters.".formatted(MAX_NAME));
        }
        return new Name(name);
    }

    private static Host bracketed(String text) throws EgressDenied {
        InetAddress address = text.endsWith("]") ? IpLiteral.read(text.substring(1, text.length() - 1)) : null;
        if (address == null || text.indexOf(':') < 0) {
            throw new EgressDenied("The host of the URL is not a plain IPv6 address in brackets.");
        }
        return new Address(address);
    }

    /** Normalised first, checked after: full-width digits, circled letters and other full stops become plain ones. */
    private static String ascii(String text) throws EgressFailure {
        try {
            return IDN.toASCII(text).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException notAName) {
            throw EgressFailure.badUrl("The host of the URL is not a valid name.");
        }
    }
}
