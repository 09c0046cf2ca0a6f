package dev.triggo.runs;

import dev.triggo.engine.RunState;
import dev.triggo.engine.RunStatus;
import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalPage;
import dev.triggo.journal.Original;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redactor;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What has happened: runs and their events, read back from the store. Shows only what is committed. */
public final class RunHistory {
    /** One answer holds so many events, and no further one once they have so many characters. */
    private static final int MOST_EVENTS = 1_000;

    private static final long MOST_EVENT_CHARS = 4L << 20;

    private final Database database;
    private final Journal journal;
    private final Runs.Surroundings surroundings;

    public RunHistory(Database database, Journal journal, Runs.Surroundings surroundings) {
        this.database = database;
        this.journal = journal;
        this.surroundings = surroundings;
    }

    /**
     * Which runs a list shows; null means any.
     *
     * @param before the last id of the page before
     */
    public record Filter(
            @Nullable String action,
            @Nullable RunStatus status,
            @Nullable Source source,
            @Nullable Boolean needsApproval,
            @Nullable String correlationId,
            @Nullable String before,
            int limit) {}

    /** RUN_NOT_FOUND when the workspace has no such run, the same for one of another workspace. */
    public Run find(WorkspaceId workspace, RunId id) {
        return findKept(workspace, id).orElseThrow(RunHistory::notFound);
    }

    /** As {@link #find}; empty when there is none, which may have been one that has retired. */
    Optional<Run> findKept(WorkspaceId workspace, RunId id) {
        // Before its journal: reading that of another workspace's run would take longer than reading none.
        return database.read(tx -> RunRow.find(tx, workspace, id).map(row -> run(tx, row, Journal.read(tx, id))));
    }

    /** The run as it is now, or as it was known before, while the store is away: that it was accepted stays true. */
    Run newest(Run known) {
        try {
            return find(known.row().workspace(), known.id());
        } catch (Problem away) {
            if (away.code() != ProblemCode.OVERLOADED) {
                throw away;
            }
            return known;
        }
    }

    /**
     * A run and all its events as they happened, read at one moment: to go on from, not to be shown as they are.
     * RUN_NOT_FOUND as in {@link #find}.
     */
    public Recorded recorded(WorkspaceId workspace, RunId id) {
        return recordedIfKept(workspace, id).orElseThrow(RunHistory::notFound);
    }

    /** As {@link #recorded}; empty when there is none, which may have been one that has retired. */
    Optional<Recorded> recordedIfKept(WorkspaceId workspace, RunId id) {
        return database.read(tx -> RunRow.find(tx, workspace, id).map(row -> {
            Original original = journal.readOriginal(tx, id);
            return new Recorded(run(tx, row, original.events()), original);
        }));
    }

    private Run run(Transaction tx, RunRow row, List<RecordedEvent> events) {
        var state = new RunState(surroundings.graph(row.workspace(), row.workflow(), row.version()));
        events.forEach(event -> state.apply(event.event(), event.at()));
        // The journal decides where a commit fell between the two reads.
        RunRow told = row.at(state, row.wakeAt(), row.lease());
        return new Run(told, state, journal.redactor(row.workspace()), Aftermath.shown(tx, told, state.graph()));
    }

    /**
     * The run that the same request with the same key has started before.
     *
     * @param operation the slug of the action, or the workflow's id where none was called
     */
    public Optional<RunId> startedBefore(WorkspaceId workspace, String operation, RunRequest.Idempotency idempotency) {
        var kept = idempotency.kept(journal.redactor(workspace));
        return database.read(tx -> Acceptance.used(tx, workspace, operation, kept))
                .filter(Acceptance.Refusal.KeyUsed::sameRequest)
                .map(Acceptance.Refusal.KeyUsed::run);
    }

    /** A value as the runs of this workspace are shown: without its secrets and what its rules keep back. */
    public Json shown(WorkspaceId workspace, Json value) {
        return journal.redactor(workspace).forView(value);
    }

    /** A run, and what it is a fold of. */
    public record Recorded(Run run, Original original) {}

    /** True when runs refer to this version of a workflow, which is one below zero. */
    public boolean referToDraft(WorkspaceId workspace, WorkflowId workflow, long version) {
        return database.read(tx -> tx.first(
                        "SELECT 1 AS found FROM runs WHERE workflow_id = ? AND version = ? AND version < 0 AND workspace_id = ?",
                        row -> true,
                        workflow.value(),
                        version,
                        workspace.value()))
                .isPresent();
    }

    /** The events after {@code after}, in order, as many as one answer holds. RUN_NOT_FOUND as in {@link #find}. */
    public Events events(WorkspaceId workspace, RunId id, long after) {
        return database.read(tx -> {
            RunRow row = RunRow.find(tx, workspace, id).orElseThrow(RunHistory::notFound);
            JournalPage page = JournalPage.read(tx, id, after, MOST_EVENTS, MOST_EVENT_CHARS);
            Redactor redactor = journal.redactor(workspace);
            List<RecordedEvent> events =
                    page.events().stream().map(event -> event.shownBy(redactor)).toList();
            return new Events(events, page.more(), row.status().isFinal() && !page.more());
        });
    }

    /**
     * Some events.
     *
     * @param more others follow already
     * @param ended the run has ended, and none will follow the last
     */
    public record Events(List<RecordedEvent> events, boolean more, boolean ended) {
        /** {@code {events[], nextAfter?}}: the number to go on after, where others follow already. */
        public Json.Obj toJson() {
            return Json.object()
                    .put(
                            "events",
                            Json.array(
                                    events.stream().map(RecordedEvent::toJson).toList()))
                    .putIf("nextAfter", more ? Json.of(events.getLast().seq()) : null)
                    .build();
        }
    }

    /** A page of {@code RunSummary}, newest first. */
    public Page list(WorkspaceId workspace, Filter filter) {
        var sql = new StringBuilder("SELECT " + RunRow.COLUMNS + " FROM runs WHERE workspace_id = ?");
        var values = new ArrayList<@Nullable Object>();
        values.add(workspace.value());
        where(sql, values, " AND id < ?", cursor(filter.before()));
        where(sql, values, " AND action = ?", filter.action());
        // What is said twice lets the store use an index that leaves out what most runs are.
        sql.append(isRare(filter) ? " AND status <> 'succeeded'" : "");
        sql.append(filter.source() != null && filter.source() != Source.ACTION ? " AND source <> 'action'" : "");
        String correlationId = filter.correlationId();
        where(
                sql,
                values,
                " AND correlation_id = ?",
                correlationId == null ? null : journal.redactor(workspace).redact(correlationId));
        where(
                sql,
                values,
                " AND status = ?",
                filter.status() == null ? null : filter.status().wireName());
        where(
                sql,
                values,
                " AND source = ?",
                filter.source() == null ? null : filter.source().wireName());
        if (filter.needsApproval() != null) {
            sql.append(filter.needsApproval() ? " AND status = ?" : " AND status <> ?");
            values.add(RunStatus.WAITING_FOR_APPROVAL.wireName());
        }
        sql.append(" ORDER BY id DESC LIMIT ?");
        values.add(filter.limit() + 1L);
        List<RunRow> rows = database.read(tx -> tx.list(sql.toString(), RunRow::of, values.toArray()));
        boolean more = rows.size() > filter.limit();
        List<RunRow> page = more ? rows.subList(0, filter.limit()) : rows;
        return new Page(
                page.stream().map(row -> (Json) Run.summary(row).build()).toList(),
                more ? page.getLast().id().value() : null);
    }

    /**
     * How many runs a workspace has had on each UTC day since a moment, by status, and the latest ones with who began
     * them. Of workspaces with very many runs, the latest 100,000 are counted.
     */
    public Json.Obj usage(WorkspaceId workspace, long since) {
        return database.read(tx -> {
            List<Json> days = tx.list(
                    """
                    SELECT day, status, COUNT(*) AS runs
                      FROM (SELECT created_at / 86400000 AS day, status
                              FROM runs
                             WHERE workspace_id = ? AND id >= ?
                             ORDER BY id DESC
                             LIMIT 100000) latest
                     GROUP BY day, status
                     ORDER BY day, status
                    """,
                    row -> Json.object()
                            .put(
                                    "day",
                                    Times.iso(row.number("day") * 86_400_000).substring(0, 10))
                            .put("status", row.text("status"))
                            .put("runs", row.number("runs"))
                            .build(),
                    workspace.value(),
                    Ids.earliest(since));
            List<Json> latest = tx.list(
                    "SELECT " + RunRow.COLUMNS + " FROM runs WHERE workspace_id = ? ORDER BY id DESC LIMIT 100",
                    row -> {
                        RunRow run = RunRow.of(row);
                        return Run.summary(run).put("by", run.credential()).build();
                    },
                    workspace.value());
            return Json.object()
                    .put("days", Json.array(days))
                    .put("latest", Json.array(latest))
                    .build();
        });
    }

    /** The runs of a workspace that have not ended, the oldest first, after the given one (or null): at most 200. */
    public List<RunId> open(WorkspaceId workspace, @Nullable RunId after) {
        return database.read(tx -> tx.list(
                "SELECT id FROM runs WHERE workspace_id = ? AND id > ? AND finished_at IS NULL ORDER BY id LIMIT 200",
                row -> new RunId(row.text("id")),
                workspace.value(),
                after == null ? "" : after.value()));
    }

    /** A run that has not ended, and whose it is. */
    public record Open(WorkspaceId workspace, RunId run) {}

    /** The runs of all workspaces that have not ended, the oldest first, after the given one (or null): at most 200. */
    public List<Open> openEverywhere(@Nullable RunId after) {
        return database.read(tx -> tx.list(
                "SELECT workspace_id, id FROM runs WHERE id > ? AND finished_at IS NULL ORDER BY id LIMIT 200",
                row -> new Open(new WorkspaceId(row.text("workspace_id")), new RunId(row.text("id"))),
                after == null ? "" : after.value()));
    }

    /** How many runs a workspace has had since a moment. */
    public long countSince(WorkspaceId workspace, long since) {
        return database.read(tx -> tx.first(
                        "SELECT COUNT(*) AS runs FROM runs WHERE workspace_id = ? AND id >= ?",
                        row -> row.number("runs"),
                        workspace.value(),
                        Ids.earliest(since))
                .orElse(0L));
    }

    /** {@code RunSummary} objects, and the id to go on before; null on the last page. */
    public record Page(List<Json> runs, @Nullable String next) {
        /** {@code {runs[], nextCursor}}. */
        public Json.Obj toJson() {
            return Json.object()
                    .put("runs", Json.array(runs))
                    .put("nextCursor", Json.ofNullable(next))
                    .build();
        }
    }

    private static boolean isRare(Filter filter) {
        return (filter.status() != null && filter.status() != RunStatus.SUCCEEDED)
                || Boolean.TRUE.equals(filter.needsApproval());
    }

    private static @Nullable String cursor(@Nullable String before) {
        if (before != null && !before.matches("[0-9a-v]{35}")) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "'cursor' is not one that a list gave; leave it out to start anew.");
        }
        return before;
    }

    private static void where(
            StringBuilder sql, List<@Nullable Object> values, String condition, @Nullable String value) {
        if (value != null) {
            sql.append(condition);
            values.add(value);
        }
    }

    private static Problem notFound() {
        return Problem.of(ProblemCode.RUN_NOT_FOUND, "There is no run with this id.");
    }
}
