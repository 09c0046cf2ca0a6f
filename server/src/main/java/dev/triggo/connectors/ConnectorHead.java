package dev.triggo.connectors;

import dev.triggo.kernel.Json;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A connector as lists show it.
 *
 * @param auth {@code none}, {@code secret_text}, {@code custom} or {@code oauth2}
 * @param actions how many it has
 * @param version of one that the workspace has built; null for a built-in one
 */
public record ConnectorHead(
        String name,
        String displayName,
        String description,
        String auth,
        int actions,
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
                .put("actions", actions)
                .put("triggers", 0)
                .putIf("version", version == null ? null : Json.of(version))
                .build();
    }
}
