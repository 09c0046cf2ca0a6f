package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.workflow.ConnectorMove;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowType;
import org.jspecify.annotations.Nullable;

/**
 * Something sound to make a version of: a draft at one revision, an older version, or the live one with a newer connector.
 *
 * @param slug of the action that the workflow has already
 * @param revision the draft's; null for an older version
 * @param rollbackOf the older version; null for a draft
 * @param move the connector of which it takes a newer version than the one that it repeats; null for none
 * @param definition as saved
 * @param graph the same, read
 */
public record Deployable(
        WorkspaceId workspace,
        WorkflowId workflow,
        String name,
        String description,
        @Nullable String slug,
        @Nullable Long revision,
        @Nullable Long rollbackOf,
        @Nullable ConnectorMove move,
        WorkflowType type,
        Json.Obj definition,
        WorkflowDefinition graph) {}
