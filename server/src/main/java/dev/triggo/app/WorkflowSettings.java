package dev.triggo.app;

import dev.triggo.workflow.WorkflowLimits;
import java.util.List;
import java.util.Map;

/**
 * What the operator has set about workflows and what starts them.
 *
 * @param limits how large they may be, and what their runs may give
 * @param autoPauseAfter so many runs in a row that fail through a workflow's own fault pause it; 0 for never
 * @param webhooksPerMinute so many events a single webhook takes in 60 seconds
 */
record WorkflowSettings(WorkflowLimits limits, int autoPauseAfter, int webhooksPerMinute) {
    private static final String LIMITS = "TRIGGO_WORKFLOW_LIMITS";
    private static final String PAUSE = "TRIGGO_AUTO_PAUSE_AFTER";
    private static final String WEBHOOKS = "TRIGGO_WEBHOOKS_PER_MINUTE";

    static final List<Settings.Entry> ALL = List.of(
            new Settings.Entry(
                    LIMITS,
                    "the most that a workflow may have of nodes (up to 2000), edges (4000) and loops in each other (5), how large"
                            + " its definition may be (1 MiB), one step's output (4 MiB) and the outputs of a run together"
                            + " (64 MiB); what is left out stays as it is ([trying out](trying-out.md#limits) says more)",
                    "`" + WorkflowLimits.USUAL + "`"),
            new Settings.Entry(
                    PAUSE,
                    "so many runs of a workflow in a row that fail through its own fault pause it; 0 for never, at most 1000",
                    "3"),
            new Settings.Entry(
                    WEBHOOKS, "so many events in 60 seconds a single webhook takes; more are answered 429", "6000"));

    static WorkflowSettings of(Map<String, String> values) {
        return new WorkflowSettings(
                Settings.named(LIMITS, WorkflowLimits::of, values.getOrDefault(LIMITS, "")),
                autoPauseAfter(values.getOrDefault(PAUSE, "3")),
                webhooksPerMinute(values.getOrDefault(WEBHOOKS, "6000")));
    }

    private static int webhooksPerMinute(String text) {
        if (text.matches("[1-9][0-9]{0,6}")) {
            return Integer.parseInt(text);
        }
        throw new Settings.Wrong(WEBHOOKS + ": '" + text + "' is not a number of events; give one from 1 to 9999999.");
    }

    private static int autoPauseAfter(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= 1_000) {
            return Integer.parseInt(text);
        }
        throw new Settings.Wrong(PAUSE + ": '" + text + "' is not a number of runs; give one from 0 (never) to 1000.");
    }
}
