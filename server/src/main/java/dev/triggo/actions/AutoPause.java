package dev.triggo.actions;

import dev.triggo.engine.RunStatus;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepError;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.FailedRun;
import dev.triggo.library.Releases;
import dev.triggo.runs.Ending;
import dev.triggo.runs.Endings;
import dev.triggo.runs.Source;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Takes a workflow out of service when its runs keep failing through its own fault. Counted in the transaction of each
 * run's end, so that no crash and no race miscounts.
 *
 * <p>No fault of the workflow are: what a caller gave (a value that does not fit, an address that may not be called, a
 * {@code stop_and_error} behind a branch), what this server did, a circuit that others opened, and the failure of a
 * called action, which counts there. Such a failure counts
 * neither way; only a run that went well begins the count anew. Otherwise one caller could stop all others.
 */
public final class AutoPause implements Endings {
    private static final String STOPPED = "STOPPED";
    private static final String RUN_TIMEOUT = "RUN_TIMEOUT";
    private static final Set<String> NOT_ITS_FAULT = Set.of(
            "VALIDATION_ERROR",
            "INPUT_VALIDATION_FAILED",
            StepCodes.EGRESS_DENIED,
            "CIRCUIT_OPEN",
            "CALLED_RUN_FAILED",
            "ACTION_UNAVAILABLE",
            "OVERLOADED",
            StepCodes.NODE_FAULT,
            StepCodes.STEP_OUTCOME_UNKNOWN,
            StepCodes.VALUE_UNREADABLE,
            "INTERNAL_FAULT");

    /** For so long a workflow that has no failures is taken to have none that another server counted. */
    private static final long SOUND_MS = 1_000;

    private static final int MOST_REMEMBERED = 10_000;

    private final Releases releases;
    private final Actions actions;
    private final Clock clock;
    private final int straws;
    private final ConcurrentHashMap<WorkflowId, Long> soundSince = new ConcurrentHashMap<>();
    private final Set<RunId> lastStraws = ConcurrentHashMap.newKeySet();

    /** @param straws so many failures in a row pause a workflow; 0 for never */
    public AutoPause(Releases releases, Actions actions, Clock clock, int straws) {
        this.releases = releases;
        this.actions = actions;
        this.clock = clock;
        this.straws = straws;
    }

    @Override
    public void ending(Transaction tx, Ending run) {
        if (straws == 0 || run.source() == Source.TEST || run.source() == Source.DRY_RUN) {
            return;
        }
        if (run.status() == RunStatus.SUCCEEDED) {
            succeeded(tx, run.workspace(), run.workflow(), run.version());
            return;
        }
        String code = ownFault(run);
        if (code != null) {
            soundSince.remove(run.workflow());
            var failed = new FailedRun(run.workspace(), run.workflow(), run.version(), run.run(), code);
            if (releases.failed(tx, failed, straws)) {
                lastStraws.add(run.run());
            }
        }
    }

    /** Nearly every run goes well, and most workflows have nothing to forget: those cost a look now and then. */
    private void succeeded(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version) {
        long now = clock.millis();
        Long since = soundSince.get(workflow);
        if (since != null && now >= since && now - since < SOUND_MS) {
            return;
        }
        // Remembered only when nothing was written, for what was written may be rolled back.
        if (!releases.succeeded(tx, workspace, workflow, version)) {
            if (soundSince.size() >= MOST_REMEMBERED) {
                soundSince.clear();
            }
            soundSince.put(workflow, now);
        }
    }

    /** The code of the error when the run failed through a fault of its workflow, else null. */
    private static @Nullable String ownFault(Ending run) {
        StepError error = run.error();
        if (error == null) {
            return null;
        }
        String code = error.code();
        boolean counts = switch (run.status()) {
            case FAILED -> !NOT_ITS_FAULT.contains(code) && !(code.equals(STOPPED) && isByChoice(run));
            case TIMED_OUT -> code.equals(RUN_TIMEOUT);
            case ACCEPTED, RUNNING, WAITING_FOR_APPROVAL, SUCCEEDED, CANCELLED -> false;
        };
        return counts ? code : null;
    }

    /** A stop that every run comes to is a fault; behind a branch it is the workflow's way of refusing an input. */
    private static boolean isByChoice(Ending run) {
        String node = run.failedNode();
        return node != null
                && (run.graph().isBehindBranch(node)
                        || !run.graph().node(node).type().equals("stop_and_error"));
    }

    @Override
    public void ended(Ending run) {
        String slug = run.action();
        if (lastStraws.remove(run.run()) && slug != null) {
            actions.changed(run.workspace(), slug);
        }
    }
}
