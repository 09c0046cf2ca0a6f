package dev.triggo.credentials;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What people decide about a connection besides what is sealed in it.
 *
 * @param name 1 to 100 characters, for people
 * @param workflows as in {@link Connection}
 * @param hosts as in {@link Connection}
 * @param expiresAt as in {@link Connection}
 */
public record Terms(
        String name,
        List<String> workflows,
        List<String> hosts,
        @Nullable Long expiresAt) {
    private static final int LONGEST_NAME = 100;
    private static final int MOST_ENTRIES = 100;
    private static final int LONGEST_ENTRY = 300;

    public Terms {
        workflows = List.copyOf(workflows);
        hosts = List.copyOf(hosts);
    }

    /** For all workflows and hosts, without an end. */
    public static Terms named(String name) {
        return new Terms(name, List.of(), List.of(), null);
    }

    /** The same for these hosts only. */
    public Terms onlyWith(List<String> onlyHosts) {
        return new Terms(name, workflows, onlyHosts, expiresAt);
    }

    /** The same for these workflows only. */
    public Terms onlyFor(List<String> onlyWorkflows) {
        return new Terms(name, onlyWorkflows, hosts, expiresAt);
    }

    /** The same until then. */
    public Terms until(@Nullable Long end) {
        return new Terms(name, workflows, hosts, end);
    }

    /** All that is wrong with them, as {@code {path, message}}; empty when nothing is. */
    public List<Json> faults() {
        var faults = new ArrayList<Json>();
        if (name.isBlank() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            faults.add(fault("/name", "A name has 1 to %d visible characters.".formatted(LONGEST_NAME)));
        }
        bounded("/workflows", workflows, faults);
        bounded("/hosts", hosts, faults);
        for (int i = 0; i < hosts.size(); i++) {
            try {
                var unused = EgressRules.of(List.of(hosts.get(i)), List.of());
            } catch (IllegalArgumentException wrong) {
                faults.add(fault("/hosts/" + i, String.valueOf(wrong.getMessage())));
            }
        }
        return faults;
    }

    private static void bounded(String path, List<String> entries, List<Json> faults) {
        if (entries.size() > MOST_ENTRIES) {
            faults.add(fault(path, "There are at most %d entries.".formatted(MOST_ENTRIES)));
        }
        for (int i = 0; i < entries.size(); i++) {
            if (entries.get(i).isBlank() || entries.get(i).length() > LONGEST_ENTRY) {
                faults.add(fault(path + "/" + i, "An entry has 1 to %d characters.".formatted(LONGEST_ENTRY)));
            }
        }
    }

    static Json.Obj fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }
}
