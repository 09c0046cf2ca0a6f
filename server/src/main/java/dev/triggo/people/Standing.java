package dev.triggo.people;

import dev.triggo.access.Role;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkspaceId;

/**
 * What a person is in a workspace now.
 *
 * @param tier the workspace's
 * @param proof stays the same until the person takes another password, or is put out and comes again: what was granted
 *     with another proof no longer holds
 */
public record Standing(
        PersonId person,
        WorkspaceId workspace,
        String workspaceName,
        String tier,
        String email,
        String name,
        Role role,
        String proof) {}
