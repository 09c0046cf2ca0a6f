package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import org.jspecify.annotations.Nullable;

/**
 * What starts a workflow by itself.
 *
 * @param id the last part of a webhook's address: a secret of those who may send
 * @param version the live one, or the last that was
 * @param config the trigger node's
 * @param connectionId where the secret is that events are signed with; null when they are not
 * @param person who deployed it: whose quota its runs count towards
 * @param active false while the workflow is stopped or paused
 * @param nextFire epoch milliseconds; null for what time does not start
 */
record Trigger(
        String id,
        WorkspaceId workspace,
        WorkflowId workflow,
        long version,
        String connector,
        String operation,
        Json.Obj config,
        @Nullable String connectionId,
        PersonId person,
        boolean active,
        @Nullable Long nextFire) {}
