package dev.triggo.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/** Names to addresses. Asked once for each hop; what it answers is judged and is then the only thing dialled. */
@FunctionalInterface
public interface HostResolver {
    /** All addresses of a name in lower-case ASCII. May block; throws UnknownHostException when there is none. */
    List<InetAddress> resolve(String name) throws UnknownHostException;

    /** The resolver of the machine. */
    static HostResolver system() {
        return name -> List.of(InetAddress.getAllByName(name));
    }
}
