package dev.triggo.egress;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Which addresses belong to the public internet: the IANA special-purpose registries as a table. The JDK's own
 * predicates know less than half of them.
 */
final class SpecialAddresses {
    private static final List<AddressRange> V4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8", // private
            "100.64.0.0/10", // carrier-grade NAT; also a cloud's metadata at 100.100.100.200
            "127.0.0.0/8", // loopback
            "168.63.129.16/32", // a cloud's metadata and control, on an address that looks public
            "169.254.0.0/16", // link-local; metadata of most clouds
            "172.16.0.0/12", // private
            "192.0.0.0/24", // protocol assignments; also a cloud's metadata at 192.0.0.192
            "192.0.2.0/24", // documentation
            "192.31.196.0/24", // AS112
            "192.52.193.0/24", // automatic multicast tunneling
            "192.88.99.0/24", // 6to4 relays
            "192.168.0.0/16", // private
            "192.175.48.0/24", // AS112
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24", // documentation
            "203.0.113.0/24", // documentation
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    /** All that is public in IPv6 lies here; loopback, mapped, compatible, unique local, link-local and so on do not. */
    private static final AddressRange V6_GLOBAL = AddressRange.of("2000::/3");

    private static final List<AddressRange> V6 = ranges(
            "2001::/23", // protocol assignments: Teredo, benchmarks, ORCHID
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4: carries any IPv4 address
            "2620:4f:8000::/48", // AS112
            "3fff::/20"); // documentation

    /** Translators of IPv6-only networks put the real IPv4 address in the last four bytes. */
    private static final AddressRange NAT64 = AddressRange.of("64:ff9b::/96");

    private static final AddressRange MAPPED =
            new AddressRange(new byte[] {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte) 0xff, (byte) 0xff, 0, 0, 0, 0}, 96);

    private SpecialAddresses() {}

    static boolean isPublic(InetAddress address) {
        return isPublic(address.getAddress());
    }

    static boolean isPublic(byte[] address) {
        if (address.length == 4) {
            return V4.stream().noneMatch(range -> range.contains(address));
        }
        byte[] last = Arrays.copyOfRange(address, 12, 16);
        if (NAT64.contains(address) || MAPPED.contains(address)) {
            return isPublic(last);
        }
        return V6_GLOBAL.contains(address)
                && V6.stream().noneMatch(range -> range.contains(address))
                && (!isatap(address) || isPublic(last));
    }

    /** ISATAP: the interface part is 0000:5efe or 0200:5efe and an IPv4 address, under any prefix. */
    private static boolean isatap(byte[] address) {
        return (address[8] == 0 || address[8] == 2)
                && address[9] == 0
                && address[10] == 0x5e
                && address[11] == (byte) 0xfe;
    }

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::of).toList();
    }
}
