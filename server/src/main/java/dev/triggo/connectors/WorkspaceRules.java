package dev.triggo.connectors;

import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.WorkspaceId;

/** What each workspace may call; answered by whoever keeps its settings. */
@FunctionalInterface
public interface WorkspaceRules {
    EgressRules of(WorkspaceId workspace);
}
