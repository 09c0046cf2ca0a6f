package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A connector as models see it.
 *
 * @param operations what nodes can call, in the order in which lists show it
 * @param triggers what starts runs
 */
public record ConnectorInfo(Head head, List<OperationInfo.Summary> operations, List<OperationInfo.Summary> triggers) {
    /** The origin of one that the workspace has made from a document. */
    public static final String BUILT = "built";

    public ConnectorInfo {
        operations = List.copyOf(operations);
        triggers = List.copyOf(triggers);
    }

    /** The name that workflows use. */
    public String name() {
        return head.name();
    }

    /** {@code none}, {@code secret_text}, {@code custom} or {@code oauth2}. */
    public String auth() {
        return head.auth();
    }

    /** The action of this name, or null. */
    public OperationInfo.@Nullable Summary operation(String operation) {
        for (OperationInfo.Summary summary : operations) {
            if (summary.name().equals(operation)) {
                return summary;
            }
        }
        return null;
    }

    /** {@code {operations[]}}. */
    public Json.Obj toOperations() {
        return Json.object()
                .put(
                        "operations",
                        Json.array(Stream.concat(operations.stream(), triggers.stream())
                                .map(OperationInfo.Summary::toJson)
                                .toList()))
                .build();
    }

    /**
     * A connector as lists show it.
     *
     * @param auth {@code none}, {@code secret_text}, {@code custom} or {@code oauth2}
     * @param origin {@code built-in}, {@code built} for one that the workspace has built, or the file name of the jar
     *     that it came in
     * @param actions how many it has
     * @param triggers how many it has
     * @param version of one that the workspace has built; null for a built-in one
     */
    public record Head(
            String name,
            String displayName,
            String description,
            String auth,
            String origin,
            int actions,
            int triggers,
            @Nullable Long version) {
        /** What a search looks through, in lower case. */
        String searchable() {
            return (name + " " + displayName + " " + description).toLowerCase(Locale.ROOT);
        }

        /** The entry of a list: texts, auth and counts. */
        Json.Obj summary() {
            return Json.object()
                    .put("name", name)
                    .put("displayName", displayName)
                    .put("description", description)
                    .put("auth", auth)
                    .put("origin", origin)
                    .put("actions", actions)
                    .put("triggers", triggers)
                    .putIf("version", version == null ? null : Json.of(version))
                    .build();
        }
    }
}
