package dev.triggo.egress;

import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The operator's part of the gate.
 *
 * @param allow private hosts and addresses that may be called all the same; a name stands for itself alone, not for
 *     what is below it
 * @param own where this server, its database and its Redis can be reached: never called, unless {@code allow} names it
 */
public record EgressSettings(List<String> allow, List<String> own) {
    public EgressSettings {
        allow = List.copyOf(allow);
        own = List.copyOf(own);
        allow.forEach(HostPattern::read);
        own.forEach(HostPattern::read);
    }

    /**
     * From {@code TRIGGO_EGRESS_ALLOW}: comma-separated entries {@code host[:port]} or CIDR; null for none. Throws
     * IllegalArgumentException that names a wrong entry and how to write it.
     */
    public static EgressSettings of(@Nullable String allow, List<String> own) {
        return new EgressSettings(
                allow == null
                        ? List.of()
                        : Stream.of(allow.split(","))
                                .map(String::strip)
                                .filter(entry -> !entry.isEmpty())
                                .toList(),
                own);
    }
}
