package dev.triggo.app;

import dev.triggo.access.Deletions;
import dev.triggo.actions.Actions;
import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.connectors.builds.ConnectorBuilds;
import dev.triggo.credentials.Credentials;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.oauth.OAuth;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.policies.Policies;
import dev.triggo.runs.Retention;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.triggers.Hooks;
import dev.triggo.triggers.Triggers;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stops what runs in workspaces that were deleted, and clears away what they had. Every server does, and all of it may be
 * done again, so that a crash in between leaves nothing behind. A workspace counts as cleared when nothing was found for
 * {@link #SETTLED} after its deletion: what was on its way in some request then has been written and found by then.
 */
final class WorkspaceClearing implements AutoCloseable {
    /** What was under way at the deletion is over by then. */
    static final Duration SETTLED = Duration.ofMinutes(10);

    /** For so long services are asked to let go of addresses; then the credentials to ask them with go. */
    static final Duration HOOKS_LET_GO = Duration.ofHours(1);

    /** What goes once its runs are gone. What connections need goes last, because services are asked with it. */
    static final List<Belongings> BELONGINGS = List.of(
            Deletions.BELONGINGS,
            OwnWorkspaces.BELONGINGS,
            OAuth.BELONGINGS,
            Actions.BELONGINGS,
            Library.BELONGINGS,
            ConnectorBuilds.BELONGINGS,
            BuiltConnectors.BELONGINGS);

    private static final Logger LOG = LoggerFactory.getLogger(WorkspaceClearing.class);
    private static final long LOOK_MS = 1_000;
    /** From one look at a workspace in which nothing was left to the next. */
    private static final long AGAIN_MS = 30_000;

    private final Database database;
    private final Deletions deletions;
    private final Runs runs;
    private final RunHistory history;
    private final Retention retention;
    private final Hooks hooks;
    private final Clock clock;
    private final Map<WorkspaceId, Long> notBefore = new HashMap<>();
    private final ScheduledExecutorService looking = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("clearing").factory());

    WorkspaceClearing(
            Database database,
            Deletions deletions,
            Runs runs,
            RunHistory history,
            Retention retention,
            Hooks hooks,
            Clock clock) {
        this.database = database;
        this.deletions = deletions;
        this.runs = runs;
        this.history = history;
        this.retention = retention;
        this.hooks = hooks;
        this.clock = clock;
        // Before any run is taken up: those of deleted workspaces must not go on.
        deletions.refresh();
    }

    /** Looks from now on. */
    void start() {
        var unused = looking.scheduleWithFixedDelay(this::look, 0, LOOK_MS, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            clearDue();
        } catch (RuntimeException fault) {
            LOG.warn("deleted workspaces are looked at again soon: {}", fault.getMessage());
        }
    }

    /** Goes over those that are due now. */
    synchronized void clearDue() {
        deletions.refresh();
        for (Deletions.Deletion deletion : deletions.open()) {
            if (clock.millis() >= notBefore.getOrDefault(deletion.workspace(), 0L)) {
                try {
                    clear(deletion);
                } catch (RuntimeException fault) {
                    LOG.warn(
                            "workspace {}, which was deleted, is cleared later: {}",
                            deletion.workspace(),
                            fault.getMessage());
                }
            }
        }
    }

    private void clear(Deletions.Deletion deletion) {
        WorkspaceId workspace = deletion.workspace();
        long age = clock.millis() - deletion.at();
        boolean settled = age >= SETTLED.toMillis();
        int cleared = stop(workspace);
        Failpoint.CLEARING.reach();
        cleared += retention.clear(workspace, settled);
        if (!history.open(workspace, null).isEmpty()) {
            // They are stopped by what they are made of, which stays until then.
            return;
        }
        for (Belongings belongings : BELONGINGS) {
            Failpoint.CLEARING.reach();
            cleared += belongings.clear(database, workspace.value());
        }
        boolean let = age >= HOOKS_LET_GO.toMillis() || hooks.left(workspace) == 0;
        if (let) {
            cleared += hooks.giveUp(workspace);
            cleared += Triggers.BELONGINGS.clear(database, workspace.value());
            cleared += Policies.BELONGINGS.clear(database, workspace.value());
            cleared += Credentials.BELONGINGS.clear(database, workspace.value());
        }
        if (cleared > 0) {
            return;
        }
        if (settled && let) {
            deletions.cleared(workspace);
            notBefore.remove(workspace);
            LOG.info("nothing is left of workspace {}, which was deleted", workspace);
        } else {
            notBefore.put(workspace, clock.millis() + AGAIN_MS);
        }
    }

    /** Cancels what has not ended, callers before what they call; returns how many were tried. */
    private int stop(WorkspaceId workspace) {
        int tried = 0;
        List<RunId> open = history.open(workspace, null);
        while (!open.isEmpty()) {
            open.forEach(run -> stop(workspace, run));
            tried += open.size();
            open = history.open(workspace, open.getLast());
        }
        return tried;
    }

    private void stop(WorkspaceId workspace, RunId run) {
        try {
            runs.cancel(workspace, run, Retention.WORKSPACE_DELETED);
        } catch (Problem refused) {
            if (refused.code() != ProblemCode.RUN_NOT_CANCELLABLE && refused.code() != ProblemCode.RUN_NOT_FOUND) {
                LOG.warn("run {} of a deleted workspace is stopped later: {}", run, refused.sentence());
            }
        } catch (RuntimeException unreadable) {
            LOG.warn("run {} of a deleted workspace cannot be stopped; it goes with the rest", run, unreadable);
        }
    }

    @Override
    public void close() {
        looking.shutdownNow();
    }
}
