package dev.triggo.access;

import dev.triggo.kernel.PersonId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A key that somebody asks for.
 *
 * @param name 1 to 100 characters that can be printed
 * @param scopes wire names ({@code actions:read}, {@code actions:run:send-report}), each once; may be empty
 * @param createdBy who is asking
 * @param expiresAt epoch milliseconds in the future, null for never
 * @param rateLimitPerMinute from 1 to what the tier allows, null for the tier's
 */
public record NewKey(
        String name,
        List<String> scopes,
        PersonId createdBy,
        @Nullable Long expiresAt,
        @Nullable Integer rateLimitPerMinute) {
    public NewKey {
        scopes = List.copyOf(scopes);
    }
}
