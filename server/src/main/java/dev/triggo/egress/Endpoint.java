package dev.triggo.egress;

import java.net.InetAddress;

/**
 * Where a connection goes. The judged address is part of it: a connection that was opened for one caller's address is
 * never handed to a caller whose name led elsewhere.
 */
record Endpoint(boolean secure, Host host, int port, InetAddress address) {
    static Endpoint of(Target target, InetAddress address) {
        return new Endpoint(target.secure(), target.host(), target.port(), address);
    }

    /** The name that the certificate must carry. */
    String tlsName() {
        return switch (host) {
            case Host.Name name -> name.text();
            case Host.Address literal -> literal.address().getHostAddress();
        };
    }

    /** Equal addresses only: {@link InetAddress} compares no names. */
    @Override
    public int hashCode() {
        return 31 * (31 * host.hashCode() + address.hashCode()) + port;
    }
}
