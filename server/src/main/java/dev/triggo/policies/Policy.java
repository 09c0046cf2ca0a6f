package dev.triggo.policies;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;

/**
 * A workspace's own rules. They only ever add to those of the server: a name is blanked besides the usual ones, an address
 * is refused besides those that are refused to all.
 *
 * @param redactFields names of fields whose values are never written down, compared without case, {@code -} and {@code _}
 * @param redactEmails whether e-mail addresses are blanked in the steps and events of runs that are shown
 * @param egressAllowed the only hosts that may be called, as {@link EgressRules} reads them; none means all public ones
 * @param egressDenied hosts that may not be called
 */
public record Policy(
        List<String> redactFields, boolean redactEmails, List<String> egressAllowed, List<String> egressDenied) {
    public static final Policy NONE = new Policy(List.of(), false, List.of(), List.of());

    private static final int MOST = 200;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_HOST = 300;

    public Policy {
        redactFields = List.copyOf(redactFields);
        egressAllowed = List.copyOf(egressAllowed);
        egressDenied = List.copyOf(egressDenied);
    }

    /** A field of the written form, and what is wrong with it. */
    public record Fault(String field, String message) {}

    /** All that is wrong with it; empty for one that can be used. */
    public List<Fault> faults() {
        var faults = new ArrayList<Fault>();
        limit("redactFields", redactFields, faults);
        for (String name : redactFields) {
            if (name.replace("-", "").replace("_", "").isBlank() || name.length() > LONGEST_NAME) {
                faults.add(new Fault(
                        "redactFields", "'" + shown(name) + "' is not the name of a field of 1 to 64 characters"));
            }
        }
        hosts("egressAllowed", egressAllowed, faults);
        hosts("egressDenied", egressDenied, faults);
        return faults;
    }

    private static void hosts(String field, List<String> hosts, List<Fault> faults) {
        limit(field, hosts, faults);
        for (String host : hosts) {
            if (host.length() > LONGEST_HOST) {
                faults.add(new Fault(field, "'" + shown(host) + "' is longer than " + LONGEST_HOST + " characters"));
                continue;
            }
            try {
                var unused = EgressRules.of(List.of(host), List.of());
            } catch (IllegalArgumentException wrong) {
                faults.add(new Fault(field, String.valueOf(wrong.getMessage())));
            }
        }
    }

    private static void limit(String field, List<String> entries, List<Fault> faults) {
        if (entries.size() > MOST) {
            faults.add(new Fault(field, "has more than " + MOST + " entries"));
        }
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    EgressRules egress() {
        return EgressRules.of(egressAllowed, egressDenied);
    }

    /** {@code {redactFields, redactEmails, egressAllowed, egressDenied}}. */
    public Json.Obj json() {
        return Json.object()
                .put("redactFields", Json.strings(redactFields))
                .put("redactEmails", redactEmails)
                .put("egressAllowed", Json.strings(egressAllowed))
                .put("egressDenied", Json.strings(egressDenied))
                .build();
    }

    static Policy of(Json.Obj json) {
        return new Policy(
                texts(json, "redactFields"),
                Json.of(true).equals(json.get("redactEmails")),
                texts(json, "egressAllowed"),
                texts(json, "egressDenied"));
    }

    private static List<String> texts(Json.Obj json, String name) {
        var texts = new ArrayList<String>();
        if (json.get(name) instanceof Json.Arr list) {
            for (Json item : list.items()) {
                if (item instanceof Json.Str text) {
                    texts.add(text.value());
                }
            }
        }
        return texts;
    }
}
