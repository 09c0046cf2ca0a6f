package dev.triggo.library;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.Validation;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Saved workflows as people edit and read them. A draft may be unsound: it is kept, and shown with what is wrong.
 *
 * <p>A workflow of another workspace is an unknown workflow: the same WORKFLOW_NOT_FOUND, found out by the same look
 * into the same index. A version number that a workflow does not have is WORKFLOW_NOT_FOUND too, with the number.
 */
public final class Library {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM tested_drafts WHERE (workspace_id, workflow_id, revision) IN
                (SELECT workspace_id, workflow_id, revision FROM tested_drafts WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM workflow_failures WHERE (workspace_id, workflow_id) IN
                (SELECT workspace_id, workflow_id FROM workflow_failures WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM workflow_versions WHERE (workspace_id, workflow_id, version) IN
                (SELECT workspace_id, workflow_id, version FROM workflow_versions WHERE workspace_id = ? LIMIT 500)""", """
            DELETE FROM workflows WHERE (workspace_id, id) IN
                (SELECT workspace_id, id FROM workflows WHERE workspace_id = ? LIMIT 500)""");

    private static final String LIST = "workflows";
    private static final String VERSIONS = "versions";
    private static final Cursor NEWEST = new Cursor(Long.MAX_VALUE, "");

    /** Only a filter that the table cannot answer looks at more than one batch of rows; even that has an end. */
    private static final int MAX_BATCHES = 20;

    private static final int MAX_ATTEMPTS = 10;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");

    private final Database database;
    private final NodeTypes types;
    private final RunningRuns running;
    private final Clock clock;
    private final Ids ids;
    private final Activation entrances;

    public Library(
            Database database, NodeTypes types, RunningRuns running, Clock clock, Ids ids, Activation entrances) {
        this.database = database;
        this.types = types;
        this.running = running;
        this.clock = clock;
        this.ids = ids;
        this.entrances = entrances;
    }

    /**
     * Saves a new draft at revision 1.
     *
     * @param name 1 to 200 characters, all visible; not unique
     * @param description up to 2,000 characters, null for none
     * @param definition an object within the limits, null for the empty graph
     */
    public SavedWorkflow create(
            WorkspaceId workspace,
            String name,
            @Nullable String description,
            @Nullable Json definition,
            PersonId createdBy) {
        PlainText.check(name, description);
        Draft draft = Draft.of(definition, types.of(workspace));
        long now = clock.millis();
        var workflow = new SavedWorkflow(
                workspace,
                new WorkflowId(ids.next()),
                name.strip(),
                PlainText.tidy(description),
                draft.type(),
                WorkflowStatus.BLUEPRINT,
                null,
                1,
                null,
                null,
                Json.EMPTY_OBJECT,
                now,
                now,
                createdBy,
                null,
                null);
        database.write(tx -> {
            WorkflowTable.insert(tx, workflow, draft);
            return workflow;
        });
        return get(workspace, workflow.id());
    }

    /** The draft, judged by the node kinds that there are now. */
    public SavedWorkflow get(WorkspaceId workspace, WorkflowId id) {
        return complete(database.read(tx -> noted(tx, require(tx, workspace, id))), types.of(workspace));
    }

    /** The workflow without its definition, with the verdict that was kept when the draft was saved. */
    public SavedWorkflow head(WorkspaceId workspace, WorkflowId id) {
        SavedWorkflow stored = database.read(tx -> noted(tx, requireHead(tx, workspace, id)));
        return running(List.of(stored)).getFirst();
    }

    /** The workflow with the content of one of its versions in place of the draft's. */
    public SavedWorkflow get(WorkspaceId workspace, WorkflowId id, long version) {
        return complete(
                database.read(tx -> {
                    SavedWorkflow workflow = noted(tx, requireHead(tx, workspace, id));
                    return workflow.showing(requireVersion(tx, workflow, version));
                }),
                types.of(workspace, id, version));
    }

    /** True when the workspace has it. */
    public boolean has(WorkspaceId workspace, WorkflowId id) {
        return isId(id)
                && database.read(tx -> WorkflowTable.findHead(tx, workspace, id))
                        .isPresent();
    }

    /** Why the server paused the workflow; empty when it did not, and when there is no such workflow. */
    public Optional<Pause> pause(WorkspaceId workspace, WorkflowId id) {
        return database.read(tx -> WorkflowTable.findHead(tx, workspace, id)
                .flatMap(workflow -> Optional.ofNullable(noted(tx, workflow).pause())));
    }

    /** With the reason of the pause, for one that is paused, and the way in, for one that events start. */
    private SavedWorkflow noted(Transaction tx, SavedWorkflow workflow) {
        return switch (workflow.status()) {
            case ERROR ->
                workflow.noted(
                        FailureTable.pause(tx, workflow.workspace(), workflow.id())
                                .orElse(null),
                        null);
            case ACTIVE_WAITING, ACTIVE_RUNNING ->
                workflow.noted(
                        null,
                        entrances
                                .entrance(tx, workflow.workspace(), workflow.id())
                                .orElse(null));
            case BLUEPRINT, STOPPED -> workflow;
        };
    }

    private SavedWorkflow complete(SavedWorkflow stored, NodeTypes by) {
        return running(List.of(stored)).getFirst().judged(Validation.of(stored.content(), by));
    }

    /**
     * Newest change first, without definitions.
     *
     * @param status a status word, null for any; BAD_REQUEST for a word that is none
     */
    public WorkflowPage list(WorkspaceId workspace, @Nullable String status, PageRequest request) {
        WorkflowStatus wanted = status == null ? null : WorkflowStatus.of(status);
        int size = request.size();
        List<String> patterns = request.patterns();
        Cursor place = Cursor.decode(LIST, request.cursor(), NEWEST);
        var found = new ArrayList<SavedWorkflow>();
        for (int batch = 0; batch < MAX_BATCHES; batch++) {
            var next = new WorkflowTable.Place(place, size + 1);
            String stored = wanted == null ? "" : wanted.stored();
            List<SavedWorkflow> rows =
                    database.read(tx -> WorkflowTable.page(tx, workspace, stored, patterns, next).stream()
                            .map(workflow -> noted(tx, workflow))
                            .toList());
            for (SavedWorkflow workflow : running(rows)) {
                if (wanted == null || workflow.status() == wanted) {
                    if (found.size() == size) {
                        return new WorkflowPage(found, place(found.getLast()).encode(LIST));
                    }
                    found.add(workflow);
                }
            }
            if (rows.size() <= size) {
                return new WorkflowPage(found, null);
            }
            place = place(rows.getLast());
        }
        return new WorkflowPage(found, place.encode(LIST));
    }

    private static Cursor place(SavedWorkflow workflow) {
        return new Cursor(workflow.updatedAt(), workflow.id().value());
    }

    private List<SavedWorkflow> running(List<SavedWorkflow> stored) {
        var active = new HashSet<WorkflowId>();
        for (SavedWorkflow workflow : stored) {
            if (workflow.status() == WorkflowStatus.ACTIVE_WAITING) {
                active.add(workflow.id());
            }
        }
        Set<WorkflowId> busy = active.isEmpty() ? Set.of() : running.runningAmong(active);
        return stored.stream()
                .map(workflow ->
                        busy.contains(workflow.id()) ? workflow.withStatus(WorkflowStatus.ACTIVE_RUNNING) : workflow)
                .toList();
    }

    /**
     * Changes the draft; what is live stays as it is until the next deploy.
     *
     * @throws Problem VERSION_CONFLICT when the draft is not at the expected revision; {@code details} hold
     *     {@code currentRevision}
     */
    public SavedWorkflow update(WorkspaceId workspace, WorkflowId id, WorkflowChange change) {
        PlainText.check(change.name(), change.description());
        SavedWorkflow now = database.read(tx -> requireHead(tx, workspace, id));
        // Refused here already, so that a caller who is behind costs the writer nothing.
        refuseStale(change.expectedRevision(), now.revision());
        boolean nothing = change.name() == null && change.description() == null && change.definition() == null;
        if (nothing) {
            return get(workspace, id);
        }
        Draft draft = change.definition() == null ? null : Draft.of(change.definition(), types.of(workspace));
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            if (database.write(tx -> apply(tx, now, change, draft))) {
                return get(workspace, id);
            }
            refuseStale(
                    change.expectedRevision(),
                    database.read(tx -> requireHead(tx, workspace, id)).revision());
        }
        throw Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "Others keep changing this workflow: read it again and repeat the change.");
    }

    /** False, with nothing done, when the draft is not (or no longer) what the change was made for. */
    private boolean apply(Transaction tx, SavedWorkflow seen, WorkflowChange change, @Nullable Draft draft) {
        SavedWorkflow now =
                WorkflowTable.findHead(tx, seen.workspace(), seen.id()).orElse(null);
        if (now == null || (change.expectedRevision() != null && change.expectedRevision() != now.revision())) {
            return false;
        }
        boolean won = WorkflowTable.rename(tx, renamed(now, change), now.revision());
        if (won && draft != null) {
            WorkflowTable.replaceDraft(tx, now.workspace(), now.id(), draft);
        }
        return won;
    }

    private SavedWorkflow renamed(SavedWorkflow now, WorkflowChange change) {
        String name = change.name();
        String description = change.description();
        return new SavedWorkflow(
                now.workspace(),
                now.id(),
                name == null ? now.name() : name.strip(),
                description == null ? now.description() : PlainText.tidy(description),
                now.type(),
                now.status(),
                now.slug(),
                now.revision(),
                now.version(),
                null,
                now.validation(),
                now.createdAt(),
                clock.millis(),
                change.by(),
                now.entrance(),
                now.pause());
    }

    static void refuseStale(@Nullable Long expectedRevision, long revision) {
        if (expectedRevision != null && expectedRevision != revision) {
            throw Problem.of(
                    ProblemCode.VERSION_CONFLICT,
                    "The draft is at revision %d, not at %d: read it again, and repeat what you did on that."
                            .formatted(revision, expectedRevision),
                    List.of(Json.object().put("currentRevision", revision).build()));
        }
    }

    /** The versions, newest first; {@code query} of the request is not looked at. */
    public VersionPage versions(WorkspaceId workspace, WorkflowId id, PageRequest request) {
        int size = request.size();
        Cursor place = Cursor.decode(VERSIONS, request.cursor(), NEWEST);
        return database.read(tx -> {
            SavedWorkflow workflow = requireHead(tx, workspace, id);
            List<WorkflowVersion> rows = VersionTable.page(tx, workspace, id, place.number(), size + 1);
            boolean more = rows.size() > size;
            List<WorkflowVersion> shown = more ? rows.subList(0, size) : rows;
            boolean live = workflow.status() == WorkflowStatus.ACTIVE_WAITING;
            return new VersionPage(
                    shown,
                    live ? workflow.version() : null,
                    more ? new Cursor(shown.getLast().version(), "").encode(VERSIONS) : null);
        });
    }

    /** One version, whole. */
    public WorkflowVersion version(WorkspaceId workspace, WorkflowId id, long version) {
        return database.read(tx -> requireVersion(tx, requireHead(tx, workspace, id), version));
    }

    /**
     * A version for a run that was started with it: also that of a workflow that was deleted since. For the server's own
     * use, never for a caller's question.
     */
    public WorkflowVersion recorded(WorkspaceId workspace, WorkflowId id, long version) {
        return database.read(tx -> VersionTable.find(tx, workspace, id, version))
                .orElseThrow(() -> new IllegalStateException("no version " + version + " of " + id));
    }

    static SavedWorkflow require(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        return isId(id) ? WorkflowTable.find(tx, workspace, id).orElseThrow(Library::notFound) : refuse();
    }

    static SavedWorkflow requireHead(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        return isId(id) ? WorkflowTable.findHead(tx, workspace, id).orElseThrow(Library::notFound) : refuse();
    }

    static WorkflowVersion requireVersion(Transaction tx, SavedWorkflow workflow, long version) {
        return version < 0
                ? VersionTable.find(tx, workflow.workspace(), workflow.id(), version)
                        .orElseThrow(() -> Problem.of(
                                ProblemCode.WORKFLOW_NOT_FOUND,
                                "No run of this workflow tests its revision " + -version + "."))
                : requireDeployed(tx, workflow, version);
    }

    /** A version that has been live, and no draft that was tested. */
    static WorkflowVersion requireDeployed(Transaction tx, SavedWorkflow workflow, long version) {
        return Optional.of(version)
                .filter(number -> number > 0)
                .flatMap(number -> VersionTable.find(tx, workflow.workspace(), workflow.id(), number))
                .orElseThrow(() -> Problem.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        workflow.version() == null
                                ? "This workflow has no version " + version + ": it was never deployed."
                                : "This workflow has no version %d: it has 1 to %d."
                                        .formatted(version, workflow.version())));
    }

    /** Text of another form never reaches the database, which would refuse some of it in its own way. */
    static boolean isId(WorkflowId id) {
        return ID.matcher(id.value()).matches();
    }

    private static SavedWorkflow refuse() {
        throw notFound();
    }

    static Problem notFound() {
        return Problem.of(
                ProblemCode.WORKFLOW_NOT_FOUND,
                "There is no workflow with this id: list_workflows shows those that are.");
    }
}
