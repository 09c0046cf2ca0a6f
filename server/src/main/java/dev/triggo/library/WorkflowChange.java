package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a draft; null leaves a part as it is.
 *
 * @param by who makes it
 * @param expectedRevision the revision that the change was made from; null to change whatever is there
 */
public record WorkflowChange(
        PersonId by,
        @Nullable Long expectedRevision,
        @Nullable String name,
        @Nullable String description,
        @Nullable Json definition) {}
