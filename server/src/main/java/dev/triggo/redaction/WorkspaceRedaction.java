package dev.triggo.redaction;

import dev.triggo.kernel.WorkspaceId;
import java.util.List;

/** What a workspace has blanked besides what the server blanks for all; asked for each run. */
@FunctionalInterface
public interface WorkspaceRedaction {
    Own of(WorkspaceId workspace);

    /**
     * Equal values mean that nothing has changed.
     *
     * @param secrets values that we keep for it, in clear
     * @param fields further names of fields whose values are secret
     * @param emails whether e-mail addresses are blanked in what is shown
     */
    record Own(List<String> secrets, List<String> fields, boolean emails) {
        public static final Own NONE = new Own(List.of(), List.of(), false);
    }
}
