package dev.triggo.access;

import dev.triggo.kernel.WorkspaceId;

/** The owner of everything; {@code tier} is the name that decides its limits. */
public record Workspace(WorkspaceId id, String name, String tier) {}
