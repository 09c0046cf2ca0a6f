package dev.triggo.egress;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one workspace may call, within what the server lets through. An entry names a host with everything below it
 * ({@code example.com}), only what is below it ({@code *.example.com}), an address or a CIDR block; each with an
 * optional port. A match in the denied list wins. When there are allowed entries, nothing else may be called; they
 * never open private addresses.
 */
public final class EgressRules {
    /** Every public address. */
    public static final EgressRules NONE = new EgressRules(List.of(), List.of(), null);

    private final List<HostPattern> allowed;
    private final List<HostPattern> denied;
    /** Rules that hold besides these; what they admit is judged by these too. */
    private final @Nullable EgressRules also;

    private EgressRules(List<HostPattern> allowed, List<HostPattern> denied, @Nullable EgressRules also) {
        this.allowed = allowed;
        this.denied = denied;
        this.also = also;
    }

    /** These and the others: a host that either refuses is refused. */
    public EgressRules and(EgressRules others) {
        return new EgressRules(allowed, denied, also == null ? others : also.and(others));
    }

    /** Reads both lists. Throws IllegalArgumentException that names a wrong entry and how to write it. */
    public static EgressRules of(List<String> allowed, List<String> denied) {
        return new EgressRules(
                allowed.stream().map(HostPattern::read).toList(),
                denied.stream().map(HostPattern::read).toList(),
                null);
    }

    /** Judged before the name is resolved; a literal address is in {@code address}, else it is empty. */
    boolean admitsHost(Target target) {
        if (denied.stream().anyMatch(entry -> entry.coversName(target)) || (also != null && !also.admitsHost(target))) {
            return false;
        }
        // Blocks of addresses are judged when the addresses are known.
        return allowed.isEmpty()
                || allowed.stream().anyMatch(entry -> entry.range() != null || entry.coversName(target));
    }

    /** Judged for every address that the host has. */
    boolean admitsAddress(Target target, byte[] address) {
        if (denied.stream().anyMatch(entry -> entry.coversAddress(target, address))
                || (also != null && !also.admitsAddress(target, address))) {
            return false;
        }
        return allowed.isEmpty()
                || allowed.stream().anyMatch(entry -> entry.coversName(target) || entry.coversAddress(target, address));
    }
}
