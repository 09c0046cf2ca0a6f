package dev.triggo.access;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key's record: everything that people may see of it. Times are epoch milliseconds.
 *
 * @param prefix the first 8 characters of its present secret
 * @param scopes wire names, sorted
 * @param rateLimitPerMinute its own limit, null for the tier's
 */
public record ApiKey(
        KeyId id,
        String name,
        String prefix,
        List<String> scopes,
        long createdAt,
        PersonId createdBy,
        @Nullable Long expiresAt,
        @Nullable Long lastUsedAt,
        @Nullable Long revokedAt,
        @Nullable Integer rateLimitPerMinute) {
    public ApiKey {
        scopes = List.copyOf(scopes);
    }

    /** As callers see it; what is not set is left out. */
    public Json.Obj json() {
        return Json.object()
                .put("id", id.value())
                .put("name", name)
                .put("prefix", prefix)
                .put("scopes", Json.strings(scopes))
                .put("createdAt", Times.iso(createdAt))
                .put("createdBy", createdBy.value())
                .putIf("expiresAt", time(expiresAt))
                .putIf("lastUsedAt", time(lastUsedAt))
                .putIf("revokedAt", time(revokedAt))
                .putIf("rateLimitPerMinute", rateLimitPerMinute == null ? null : Json.of(rateLimitPerMinute))
                .build();
    }

    private static @Nullable String time(@Nullable Long millis) {
        return millis == null ? null : Times.iso(millis);
    }
}
