package dev.triggo.library;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a draft; null leaves a part as it is.
 *
 * @param expectedRevision the revision that the change was made from; null to change whatever is there
 */
public record WorkflowChange(
        @Nullable Long expectedRevision,
        @Nullable String name,
        @Nullable String description,
        @Nullable Json definition) {}
