package dev.triggo.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges where a hop goes. What comes out are the addresses that may be dialled, and nothing else is dialled: a name
 * that answers otherwise the next time gains nothing.
 */
final class Gate {
    private static final int MAX_DIALLED = 8;

    /** Names that mean this machine or this network, whatever they resolve to. */
    private static final Set<String> LOCAL_NAMES =
            Set.of("localhost", "localdomain", "local", "internal", "intranet", "home.arpa", "onion");

    private final List<HostPattern> letThrough;
    private final List<HostPattern> own;
    private final Names names;

    Gate(EgressSettings settings, Names names) {
        this.letThrough = settings.allow().stream().map(HostPattern::read).toList();
        this.own = settings.own().stream().map(HostPattern::read).toList();
        this.names = names;
    }

    List<InetAddress> admit(Target target, EgressRules rules, Deadline deadline)
            throws EgressDenied, EgressFailure, InterruptedException {
        if (!rules.admitsHost(target)) {
            throw notForThisWorkspace();
        }
        boolean named = letThrough.stream().anyMatch(entry -> entry.isName(target));
        // Such a name needs the operator's word for each of its addresses, public or not.
        boolean suspect =
                !named && (isLocalName(target.host()) || own.stream().anyMatch(entry -> entry.isName(target)));
        if (suspect && letThrough.stream().noneMatch(entry -> entry.range() != null)) {
            throw notPublic();
        }
        List<InetAddress> addresses = switch (target.host()) {
            case Host.Address literal -> List.of(literal.address());
            case Host.Name name -> names.resolve(name.text(), deadline);
        };
        for (InetAddress address : addresses) {
            byte[] bytes = address.getAddress();
            if (!rules.admitsAddress(target, bytes)) {
                throw notForThisWorkspace();
            }
            boolean letIn = named || letThrough.stream().anyMatch(entry -> entry.coversAddress(target, bytes));
            if (!letIn && (suspect || !SpecialAddresses.isPublic(bytes) || isOwn(target, address, deadline))) {
                throw notPublic();
            }
        }
        return addresses.size() > MAX_DIALLED ? addresses.subList(0, MAX_DIALLED) : addresses;
    }

    /** As {@link #admit} as far as the URL itself tells; null when that does not settle it. */
    @Nullable
    String refusal(Target target, EgressRules rules) {
        boolean named = letThrough.stream().anyMatch(entry -> entry.isName(target));
        if (!rules.admitsHost(target)) {
            return notForThisWorkspace().sentence();
        }
        if (target.host() instanceof Host.Address literal) {
            byte[] bytes = literal.address().getAddress();
            boolean letIn = named || letThrough.stream().anyMatch(entry -> entry.coversAddress(target, bytes));
            return !rules.admitsAddress(target, bytes)
                    ? notForThisWorkspace().sentence()
                    : letIn || SpecialAddresses.isPublic(bytes)
                            ? null
                            : notPublic().sentence();
        }
        boolean local = !named && isLocalName(target.host());
        return local && letThrough.stream().noneMatch(entry -> entry.range() != null)
                ? notPublic().sentence()
                : null;
    }

    /** An address of our own, by whatever name the caller reached it. */
    private boolean isOwn(Target target, InetAddress address, Deadline deadline) throws InterruptedException {
        for (HostPattern entry : own) {
            if (entry.coversAddress(target, address.getAddress())) {
                return true;
            }
            boolean samePort = entry.port() == 0 || entry.port() == target.port();
            if (samePort && entry.name() != null && resolvesTo(entry.name(), address, deadline)) {
                return true;
            }
        }
        return false;
    }

    private boolean resolvesTo(String name, InetAddress address, Deadline deadline) throws InterruptedException {
        try {
            return names.resolve(name, deadline).contains(address);
        } catch (EgressFailure notToBeFound) {
            return false;
        }
    }

    private static boolean isLocalName(Host host) {
        if (!(host instanceof Host.Name name)) {
            return false;
        }
        String text = name.text();
        return LOCAL_NAMES.stream().anyMatch(local -> text.equals(local) || text.endsWith("." + local));
    }

    private static EgressDenied notForThisWorkspace() {
        return new EgressDenied("The host of the URL is not one that this workspace, or the connection, may call.");
    }

    private static EgressDenied notPublic() {
        return new EgressDenied("The host of the URL is private, reserved or this server itself, and may not be called."
                + " The operator can let a host through with TRIGGO_EGRESS_ALLOW.");
    }
}
