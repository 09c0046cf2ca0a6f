package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connector as models see it.
 *
 * @param operations in the order in which lists show them
 */
public record ConnectorInfo(ConnectorHead head, List<OperationSummary> operations) {
    public ConnectorInfo {
        operations = List.copyOf(operations);
    }

    /** The name that workflows use. */
    public String name() {
        return head.name();
    }

    /** {@code none}, {@code secret_text}, {@code custom} or {@code oauth2}. */
    public String auth() {
        return head.auth();
    }

    /** The operation of this name, or null. */
    public @Nullable OperationSummary operation(String operation) {
        for (OperationSummary summary : operations) {
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
                        Json.array(operations.stream()
                                .map(OperationSummary::toJson)
                                .toList()))
                .build();
    }
}
