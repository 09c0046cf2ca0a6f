package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connector as lists and models see it.
 *
 * @param auth {@code none}, {@code secret_text}, {@code custom} or {@code oauth2}
 * @param origin {@code built-in}, or the file name of the jar that it came in
 * @param operations in the order in which lists show them
 */
public record ConnectorInfo(
        String name,
        String displayName,
        String description,
        String auth,
        String origin,
        List<OperationInfo> operations) {
    public ConnectorInfo {
        operations = List.copyOf(operations);
    }

    /** The operation of this name, or null. */
    public @Nullable OperationInfo operation(String operation) {
        for (OperationInfo info : operations) {
            if (info.name().equals(operation)) {
                return info;
            }
        }
        return null;
    }

    /** What a search looks through, in lower case. */
    String searchable() {
        return (name + " " + displayName + " " + description).toLowerCase(Locale.ROOT);
    }

    /** {@code {operations[]}}. */
    public Json.Obj toOperations() {
        return Json.object()
                .put(
                        "operations",
                        Json.array(
                                operations.stream().map(OperationInfo::summary).toList()))
                .build();
    }

    /** The entry of a list: texts, auth and counts. */
    public Json.Obj summary() {
        return Json.object()
                .put("name", name)
                .put("displayName", displayName)
                .put("description", description)
                .put("auth", auth)
                .put("origin", origin)
                .put("actions", operations.size())
                .put("triggers", 0)
                .build();
    }
}
