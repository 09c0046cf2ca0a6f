package dev.triggo.library;

import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;

/** A run that failed through a fault of its workflow; {@code code} is the error's. */
public record FailedRun(WorkspaceId workspace, WorkflowId workflow, long version, RunId run, String code) {}
