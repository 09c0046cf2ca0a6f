package dev.triggo.policies;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A workspace's own rules. Those of what is blanked and called only ever add to those of the server: a name is blanked besides
 * the usual ones, an address is refused besides those that are refused to all.
 *
 * @param redactFields names of fields whose values are never written down, compared without case, {@code -} and {@code _}
 * @param redactEmails whether e-mail addresses are blanked in the steps and events of runs that are shown
 * @param egressAllowed the only hosts that may be called, as {@link EgressRules} reads them; none means all public ones
 * @param egressDenied hosts that may not be called
 * @param keptDays for how many days after its end a run is kept, 0 is for ever; null for as long as the server keeps it
 */
public record Policy(
        List<String> redactFields,
        boolean redactEmails,
        List<String> egressAllowed,
        List<String> egressDenied,
        @Nullable Long keptDays) {
    public static final Policy NONE = new Policy(List.of(), false, List.of(), List.of(), null);

    private static final int MOST = 200;
    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_HOST = 300;
    private static final int MOST_DAYS = 36_500;

    public Policy {
        redactFields = List.copyOf(redactFields);
        egressAllowed = List.copyOf(egressAllowed);
        egressDenied = List.copyOf(egressDenied);
    }

    /** A field of the written form, and what is wrong with it. */
    public record Fault(String field, String message) {}

    /**
     * All that is wrong with it; empty for one that can be used.
     *
     * @param mostDays for how many days a workspace may keep its runs at most, 0 is for ever
     */
    public List<Fault> faults(int mostDays) {
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
        kept(mostDays, faults);
        return faults;
    }

    private void kept(int mostDays, List<Fault> faults) {
        Long days = keptDays;
        if (days == null) {
            return;
        }
        if (days < 0 || days > MOST_DAYS) {
            faults.add(new Fault(
                    "keptDays", "must be a number of days from 1 to " + MOST_DAYS + ", or 0 to keep runs for ever"));
        } else if (mostDays != 0 && (days == 0 || days > mostDays)) {
            faults.add(new Fault(
                    "keptDays",
                    "must be a number of days from 1 to " + mostDays
                            + ": the operator of this server lets no workspace keep runs for longer"));
        }
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

    /** {@code {redactFields, redactEmails, egressAllowed, egressDenied, keptDays}}. */
    public Json.Obj json() {
        return Json.object()
                .put("redactFields", Json.strings(redactFields))
                .put("redactEmails", redactEmails)
                .put("egressAllowed", Json.strings(egressAllowed))
                .put("egressDenied", Json.strings(egressDenied))
                .put("keptDays", keptDays == null ? Json.Null.NULL : Json.of(keptDays))
                .build();
    }

    static Policy of(Json.Obj json) {
        return new Policy(
                texts(json, "redactFields"),
                Json.of(true).equals(json.get("redactEmails")),
                texts(json, "egressAllowed"),
                texts(json, "egressDenied"),
                json.get("keptDays") instanceof Json.Num days ? days.asLong() : null);
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
