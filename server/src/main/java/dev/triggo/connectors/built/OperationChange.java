package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What differs between an operation and the one of the same name in another version, as a workflow sees it that calls it.
 *
 * @param differences those that a workflow may fail by first
 */
public record OperationChange(String operation, List<Difference> differences) {
    private static final int SHOWN = 30;

    /**
     * @param breaking what a workflow was written for may not hold any more
     * @param path in what it takes ({@code /input/…}) or gives ({@code /output/…}), {@code *} for each item
     */
    public record Difference(boolean breaking, String path, String message) {
        Json.Obj toJson() {
            return Json.object()
                    .put("breaking", breaking)
                    .put("path", path)
                    .put("message", message)
                    .build();
        }
    }

    public OperationChange {
        differences = List.copyOf(differences);
    }

    /** What differs; without differences, when workflows see none. */
    public static OperationChange between(BuiltOperation before, BuiltOperation after) {
        var all = new ArrayList<Difference>();
        if (before.reads() != after.reads()) {
            all.add(new Difference(
                    before.reads(),
                    "",
                    before.reads() ? "changes something at the service now" : "changes nothing at the service now"));
        }
        if (!before.origin().equals(after.origin())) {
            all.add(new Difference(
                    false, "", "calls %s now, in the place of %s".formatted(after.origin(), before.origin())));
        }
        if (!before.alternatives().equals(after.alternatives())) {
            all.add(new Difference(
                    before.alternatives().isEmpty(),
                    "",
                    after.alternatives().isEmpty() ? "needs no signing in now" : "signs in in another way now"));
        }
        all.addAll(SchemaChange.taken(before.schemas().input(), after.schemas().input()));
        all.addAll(SchemaChange.given(before.schemas().output(), after.schemas().output()));
        all.sort(Comparator.comparing(difference -> !difference.breaking()));
        return new OperationChange(after.name(), all);
    }

    public boolean isNone() {
        return differences.isEmpty();
    }

    public boolean isBreaking() {
        return differences.stream().anyMatch(Difference::breaking);
    }

    /** {@code {operation, breaking, differences[], more}}: the first of them, and how many more there are. */
    public Json.Obj toJson() {
        return Json.object()
                .put("operation", operation)
                .put("breaking", isBreaking())
                .put(
                        "differences",
                        Json.array(differences.stream()
                                .limit(SHOWN)
                                .map(Difference::toJson)
                                .toList()))
                .put("more", Math.max(0, differences.size() - SHOWN))
                .build();
    }
}
