package dev.triggo.workflow;

import java.util.Locale;

/** What starts a workflow, derived from its nodes. */
public enum WorkflowType {
    CALLABLE,
    EVENT_DRIVEN,
    UNDETERMINED;

    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
