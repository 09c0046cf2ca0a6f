package dev.triggo.app;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.runs.Digesting;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A store that was put back from a backup does not know what was done since. So that nothing of it is done a second time
 * unless somebody wants it, the first start ends what was under way then, and pauses the workflows that start by
 * themselves. That the store was put back is told by the operator, with a file in the data folder; of an embedded store,
 * which belongs to its folder, it is also seen by what this server has signed. All of it may be done again, should the
 * server die over it.
 */
final class Restored {
    /** The operator's file. */
    static final String MARK = "restored";

    private static final Logger LOG = LoggerFactory.getLogger(Restored.class);
    private static final String BY = "the restore of a backup";
    private static final String WHY = "The store was put back from a backup, which does not know what was done since:"
            + " see to what would be done twice, and deploy it again.";

    private final Runs runs;
    private final RunHistory history;
    private final TriggerParts.Waiting triggers;
    private final Digesting digesting;
    private final boolean isShared;

    Restored(Runs runs, RunHistory history, TriggerParts.Waiting triggers, Digesting digesting, boolean isShared) {
        this.isShared = isShared;
        this.runs = runs;
        this.history = history;
        this.triggers = triggers;
        this.digesting = digesting;
    }

    /**
     * To be called before any run is taken up, and anything starts one.
     *
     * @throws IllegalStateException with one line when a database that others may work on has less than was signed here:
     *     it may just as well be another one, whose runs are nobody's to cancel
     */
    void settle(Path dataDir) {
        Path mark = dataDir.resolve(MARK);
        boolean isTold = Files.exists(mark);
        if (!isTold && !digesting.isStoreOlder()) {
            return;
        }
        if (!isTold && isShared) {
            throw new IllegalStateException(
                    "DATABASE_URL: the database has less than this server has signed in " + dataDir
                            + ": it was put back from a backup, has lost its last commits, or is another one. If it is another one, give"
                            + " this server a TRIGGO_DATA_DIR of its own. Else stop all servers, put an empty file named '"
                            + MARK
                            + "' into that folder and start this one: it cancels what was under way, so that nothing is done twice"
                            + " (docs/operating.md).");
        }
        int paused = triggers.pauseAll(WHY);
        int cancelled = cancelAll();
        digesting.putBack();
        try {
            Files.deleteIfExists(mark);
        } catch (IOException fault) {
            throw new UncheckedIOException("the file " + mark + " cannot be deleted", fault);
        }
        LOG.warn(
                "the store was put back from a backup: {} runs that were under way are cancelled, and {} workflows that"
                        + " start by themselves are paused; replay and deploy what is to go on",
                cancelled,
                paused);
    }

    private int cancelAll() {
        int cancelled = 0;
        @Nullable RunId last = null;
        List<RunHistory.Open> page = history.openEverywhere(null);
        while (!page.isEmpty()) {
            for (RunHistory.Open open : page) {
                last = open.run();
                cancelled += cancel(open) ? 1 : 0;
            }
            page = history.openEverywhere(last);
        }
        return cancelled;
    }

    private boolean cancel(RunHistory.Open open) {
        try {
            runs.cancel(open.workspace(), open.run(), BY);
            return true;
        } catch (Problem ended) {
            // With the one that called it; or the store is away, which the next look at it tells.
            LOG.debug("run {} was not cancelled", open.run(), ended);
            return false;
        }
    }
}
