package dev.triggo.redaction;

import dev.triggo.kernel.WorkspaceId;
import java.util.List;

/** The secrets that we keep for a workspace; answered by whoever keeps them, asked for each run. */
@FunctionalInterface
public interface WorkspaceSecrets {
    /** The values in clear. Equal lists mean that nothing has changed. */
    List<String> of(WorkspaceId workspace);
}
