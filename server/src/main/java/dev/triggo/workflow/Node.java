package dev.triggo.workflow;

import dev.triggo.kernel.Json;
import org.jspecify.annotations.Nullable;

/**
 * One node of a workflow.
 *
 * @param id {@code ^[a-z][a-z0-9_]{0,63}$}, unique in the workflow
 * @param type the kind: {@code set}, {@code connector} and so on
 * @param name for people; the id when none was given
 * @param config the kind's own settings, with templates as written
 * @param connector the connector's name, for kinds that use one
 * @param operation the connector's operation, likewise
 * @param connectionId the credential to use, likewise
 * @param parentId the loop that this node is in the body of
 */
public record Node(
        String id,
        String type,
        String name,
        Json.Obj config,
        @Nullable String connector,
        @Nullable String operation,
        @Nullable String connectionId,
        @Nullable String parentId,
        NodeOptions options) {}
