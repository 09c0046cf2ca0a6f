package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.WorkflowType;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code workflows}. Every statement names the workspace, and none sees a deleted workflow. */
final class WorkflowTable {
    private static final String SHOWN = "workspace_id, id, name, description, type, status, slug, revision, version,"
            + " problems, created_at, updated_at, updated_by";

    private WorkflowTable() {}

    static Optional<SavedWorkflow> find(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        return tx.first(
                "SELECT " + SHOWN
                        + ", definition FROM workflows WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL",
                row -> of(row, (Json.Obj) Json.parse(row.text("definition"))),
                workspace.value(),
                id.value());
    }

    /** As {@link #find}, without the definition, which can be large. */
    static Optional<SavedWorkflow> findHead(Transaction tx, WorkspaceId workspace, WorkflowId id) {
        return tx.first(
                "SELECT " + SHOWN + " FROM workflows WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL",
                row -> of(row, null),
                workspace.value(),
                id.value());
    }

    /** In order of change, newest first, after the cursor's place; {@code stored} is a status or empty for any. */
    static List<SavedWorkflow> page(
            Transaction tx, WorkspaceId workspace, String stored, List<String> patterns, Place place) {
        return tx.list(
                "SELECT " + SHOWN + """
                         FROM workflows
                        WHERE workspace_id = ? AND deleted_at IS NULL AND (updated_at, id) < (?, ?)
                          AND (? = '' OR status = ?)
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                        ORDER BY updated_at DESC, id DESC LIMIT ?
                        """,
                row -> of(row, null),
                workspace.value(),
                place.after().number(),
                place.after().key(),
                stored,
                stored,
                patterns.get(0),
                patterns.get(1),
                patterns.get(2),
                patterns.get(3),
                place.count());
    }

    /** Where a page begins and how many rows to read. */
    record Place(Cursor after, int count) {}

    static void insert(Transaction tx, SavedWorkflow workflow, Draft draft) {
        tx.update(
                """
                INSERT INTO workflows (workspace_id, id, name, description, search, type, status, slug, revision,
                       version, created_at, created_by, updated_at, updated_by, deleted_at, problems, definition)
                VALUES (?, ?, ?, ?, ?, ?, ?, NULL, ?, 0, ?, ?, ?, ?, NULL, ?, ?)
                """,
                workflow.workspace().value(),
                workflow.id().value(),
                workflow.name(),
                workflow.description(),
                PageRequest.searchable(workflow.name(), workflow.description()),
                draft.type().wireName(),
                workflow.status().stored(),
                workflow.revision(),
                workflow.createdAt(),
                workflow.updatedBy().value(),
                workflow.updatedAt(),
                workflow.updatedBy().value(),
                draft.problems(),
                draft.text());
    }

    /** Names the draft anew and counts its revision up; false when it was not at this revision any more. */
    static boolean rename(Transaction tx, SavedWorkflow changed, long revision) {
        return tx.update(
                        """
                        UPDATE workflows SET name = ?, description = ?, search = ?, revision = revision + 1, updated_at = ?,
                               updated_by = ?
                         WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL AND revision = ?
                        """,
                        changed.name(),
                        changed.description(),
                        PageRequest.searchable(changed.name(), changed.description()),
                        changed.updatedAt(),
                        changed.updatedBy().value(),
                        changed.workspace().value(),
                        changed.id().value(),
                        revision)
                == 1;
    }

    static void replaceDraft(Transaction tx, WorkspaceId workspace, WorkflowId id, Draft draft) {
        tx.update(
                "UPDATE workflows SET type = ?, problems = ?, definition = ? WHERE workspace_id = ? AND id = ?",
                draft.type().wireName(),
                draft.problems(),
                draft.text(),
                workspace.value(),
                id.value());
    }

    /**
     * Counts the version up and sets the workflow live; false when the draft is at another revision or gone, or, for what
     * repeats the live version with another connector, when that is not live any more.
     */
    static boolean setLive(Transaction tx, Deployable what, long now) {
        long revision = what.revision() == null ? 0 : what.revision();
        long live = what.move() == null || what.rollbackOf() == null ? 0 : what.rollbackOf();
        return tx.update("""
                        UPDATE workflows SET version = version + 1, status = 'active', updated_at = ?
                         WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL AND (? = 0 OR revision = ?)
                           AND (? = 0 OR (version = ? AND status = 'active'))
                        """, now, what.workspace().value(), what.workflow().value(), revision, revision, live, live)
                == 1;
    }

    static void setSlug(Transaction tx, WorkspaceId workspace, WorkflowId id, String slug) {
        tx.update(
                "UPDATE workflows SET slug = ? WHERE workspace_id = ? AND id = ?", slug, workspace.value(), id.value());
    }

    /** Takes a live (or, when stopping, a paused) workflow out of service; false when it was not in it. */
    static boolean takeDown(Transaction tx, WorkspaceId workspace, WorkflowId id, WorkflowStatus to, long now) {
        return tx.update("""
                        UPDATE workflows SET status = ?, updated_at = ?
                         WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL
                           AND status IN ('active', 'error') AND status <> ?
                        """, to.stored(), now, workspace.value(), id.value(), to.stored()) == 1;
    }

    /** Takes a workflow out of service if this version is live; false when it is not. */
    static boolean pause(Transaction tx, WorkspaceId workspace, WorkflowId workflow, long version, long now) {
        return tx.update("""
                        UPDATE workflows SET status = 'error', updated_at = ?
                         WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL AND status = 'active' AND version = ?
                        """, now, workspace.value(), workflow.value(), version) == 1;
    }

    /** Marks it deleted and forgets the draft; false when there was none. */
    static boolean delete(Transaction tx, WorkspaceId workspace, WorkflowId id, long now) {
        return tx.update("""
                        UPDATE workflows SET deleted_at = ?, status = 'stopped', definition = '{}', problems = '[]'
                         WHERE workspace_id = ? AND id = ? AND deleted_at IS NULL
                        """, now, workspace.value(), id.value()) == 1;
    }

    private static SavedWorkflow of(Row row, Json.@Nullable Obj definition) {
        Json.Arr problems = (Json.Arr) Json.parse(row.text("problems"));
        long version = row.number("version");
        return new SavedWorkflow(
                new WorkspaceId(row.text("workspace_id")),
                new WorkflowId(row.text("id")),
                row.text("name"),
                row.text("description"),
                type(row.text("type")),
                WorkflowStatus.ofStored(row.text("status"), false),
                row.textOrNull("slug"),
                row.number("revision"),
                version == 0 ? null : Long.valueOf(version),
                definition,
                Json.object()
                        .put("valid", problems.items().isEmpty())
                        .put("problems", problems)
                        .build(),
                row.number("created_at"),
                row.number("updated_at"),
                new PersonId(row.text("updated_by")),
                null,
                null);
    }

    static WorkflowType type(String stored) {
        return WorkflowType.valueOf(stored.toUpperCase(Locale.ROOT));
    }
}
