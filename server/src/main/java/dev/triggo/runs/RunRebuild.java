package dev.triggo.runs;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.journal.JournalCheck;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Rebuilds each run from its events alone and compares it with the row that lists show. */
public final class RunRebuild implements JournalCheck.Reader {
    private static final int PAGE = 500;

    private final Transaction tx;
    private final Runs.Surroundings surroundings;
    private final ArrayDeque<RunRow> rows = new ArrayDeque<>();
    private final List<JournalCheck.Fault> strays = new ArrayList<>();
    private String lastRead = "";
    private boolean allRead;
    private @Nullable RunRow row;
    private @Nullable RunState state;
    private @Nullable String source;
    private @Nullable String fault;

    public RunRebuild(Transaction tx, Runs.Surroundings surroundings) {
        this.tx = tx;
        this.surroundings = surroundings;
    }

    @Override
    public void begin(RunId run) {
        state = null;
        fault = null;
        source = null;
        row = next(run);
        if (row == null) {
            fault = "it has events and no row";
            return;
        }
        try {
            state = new RunState(surroundings.graph(row.workspace(), row.workflow(), row.version()));
        } catch (RuntimeException gone) {
            fault = "the version of its workflow cannot be read";
        }
    }

    /** The run's row; those before it have no events. */
    private @Nullable RunRow next(RunId run) {
        while (true) {
            RunRow first = peek();
            if (first == null || first.id().value().compareTo(run.value()) > 0) {
                return null;
            }
            rows.remove();
            if (first.id().equals(run)) {
                return first;
            }
            stray(first);
        }
    }

    private @Nullable RunRow peek() {
        if (rows.isEmpty() && !allRead) {
            List<RunRow> page = RunRow.page(tx, lastRead, PAGE);
            allRead = page.size() < PAGE;
            rows.addAll(page);
            lastRead = page.isEmpty() ? lastRead : page.getLast().id().value();
        }
        return rows.peek();
    }

    private void stray(RunRow without) {
        strays.add(new JournalCheck.Fault(without.id().value(), 0, "it has a row and no events"));
    }

    @Override
    public void event(RecordedEvent event) {
        if (state == null || fault != null) {
            return;
        }
        if (event.event() instanceof RunEvent.RunAccepted accepted) {
            source = accepted.source();
        }
        try {
            state.apply(event.event(), event.at());
        } catch (RuntimeException misfit) {
            fault = "event " + event.seq() + " does not fit the run as it was before";
        }
    }

    @Override
    public @Nullable String end() {
        if (fault != null || row == null || state == null) {
            return fault;
        }
        RunRow rebuilt = row.at(state, row.wakeAt(), row.lease());
        if (rebuilt.status() != row.status()) {
            return "its row says " + row.status().wireName() + ", its events say "
                    + rebuilt.status().wireName();
        }
        if (!Objects.equals(rebuilt.startedAt(), row.startedAt())
                || !Objects.equals(rebuilt.finishedAt(), row.finishedAt())) {
            return "its row has other times than its events";
        }
        return row.source().wireName().equals(source) ? null : "its row has another source than its events";
    }

    @Override
    public List<JournalCheck.Fault> strays() {
        for (RunRow left = peek(); left != null; left = peek()) {
            stray(rows.remove());
        }
        return strays;
    }
}
