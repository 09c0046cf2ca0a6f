package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.PageRequest;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.WorkflowType;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The SQL of {@code actions}. */
final class ActionTable {
    private static final String SHOWN = "slug, workflow_id, version, type, live, name, description, requires_approval,"
            + " side_effects, schema_hash, updated_at, input_schema, output_schema, examples";
    private static final String CALLABLE = WorkflowType.CALLABLE.wireName();

    private ActionTable() {}

    /** What a slug stands for at the moment. */
    record Target(WorkflowId workflow, long version, boolean callable, boolean live) {}

    /** As {@link Target}, with everything that is shown of it. */
    record Entry(Target target, Action action) {}

    static Optional<Target> target(Transaction tx, WorkspaceId workspace, String slug) {
        return tx.first(
                "SELECT workflow_id, version, type, live FROM actions WHERE workspace_id = ? AND slug = ?",
                ActionTable::target,
                workspace.value(),
                slug);
    }

    static Optional<Entry> find(Transaction tx, WorkspaceId workspace, String slug) {
        return tx.first(
                "SELECT " + SHOWN + " FROM actions WHERE workspace_id = ? AND slug = ?",
                row -> new Entry(target(row), action(row)),
                workspace.value(),
                slug);
    }

    static Optional<String> slugOf(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        return tx.first(
                "SELECT slug FROM actions WHERE workspace_id = ? AND workflow_id = ?",
                row -> row.text("slug"),
                workspace.value(),
                workflow.value());
    }

    /** All slugs that begin like this one and its numbered forms. */
    static Set<String> alike(Transaction tx, WorkspaceId workspace, String slug) {
        // A slug has no character that means something to LIKE.
        return new HashSet<>(tx.list(
                "SELECT slug FROM actions WHERE workspace_id = ? AND slug LIKE ?",
                row -> row.text("slug"),
                workspace.value(),
                Slugs.stem(slug) + "%"));
    }

    /** Those that can be called, after this slug, in the order of slugs. */
    static List<ActionSummary> page(
            Transaction tx, WorkspaceId workspace, List<String> patterns, String after, int count) {
        return tx.list(
                "SELECT " + SHOWN + """
                         FROM actions
                        WHERE workspace_id = ? AND slug > ? AND live = 1 AND type = 'callable'
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                        ORDER BY slug LIMIT ?
                        """,
                ActionTable::summary,
                workspace.value(),
                after,
                patterns.get(0),
                patterns.get(1),
                patterns.get(2),
                patterns.get(3),
                count);
    }

    /** This one, if it can be called and fits. */
    static Optional<ActionSummary> one(Transaction tx, WorkspaceId workspace, List<String> patterns, String slug) {
        return tx.first(
                "SELECT " + SHOWN + """
                         FROM actions
                        WHERE workspace_id = ? AND slug = ? AND live = 1 AND type = 'callable'
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                          AND search LIKE ? ESCAPE '!' AND search LIKE ? ESCAPE '!'
                        """,
                ActionTable::summary,
                workspace.value(),
                slug,
                patterns.get(0),
                patterns.get(1),
                patterns.get(2),
                patterns.get(3));
    }

    /** Takes the slug for the version's workflow; false, with nothing done, when it is taken. */
    static boolean claim(Transaction tx, WorkflowVersion version, String slug, Publication shown) {
        return tx.update(
                        """
                        INSERT INTO actions (workspace_id, slug, workflow_id, version, type, live, name, description, search,
                               requires_approval, side_effects, schema_hash, updated_at, input_schema, output_schema,
                               examples)
                        VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                        ON CONFLICT DO NOTHING
                        """,
                        version.workspace().value(),
                        slug,
                        version.workflow().value(),
                        version.version(),
                        version.type().wireName(),
                        version.name(),
                        version.description(),
                        PageRequest.searchable(slug, version.name(), version.description()),
                        shown.requiresApproval(),
                        shown.sideEffects().wireName(),
                        shown.schemaHash(),
                        version.createdAt(),
                        shown.inputSchema().write(),
                        text(shown.outputSchema()),
                        shown.examples().write())
                == 1;
    }

    /** Puts a later version under the slug that the workflow has. */
    static void replace(Transaction tx, WorkflowVersion version, String slug, Publication shown) {
        tx.update(
                """
                UPDATE actions SET version = ?, type = ?, live = 1, name = ?, description = ?, search = ?,
                       requires_approval = ?, side_effects = ?, schema_hash = ?, updated_at = ?, input_schema = ?,
                       output_schema = ?, examples = ?
                 WHERE workspace_id = ? AND slug = ?
                """,
                version.version(),
                version.type().wireName(),
                version.name(),
                version.description(),
                PageRequest.searchable(slug, version.name(), version.description()),
                shown.requiresApproval(),
                shown.sideEffects().wireName(),
                shown.schemaHash(),
                version.createdAt(),
                shown.inputSchema().write(),
                text(shown.outputSchema()),
                shown.examples().write(),
                version.workspace().value(),
                slug);
    }

    static void takeDown(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        tx.update(
                "UPDATE actions SET live = 0 WHERE workspace_id = ? AND workflow_id = ?",
                workspace.value(),
                workflow.value());
    }

    static void delete(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
        tx.update(
                "DELETE FROM actions WHERE workspace_id = ? AND workflow_id = ?", workspace.value(), workflow.value());
    }

    private static @Nullable String text(Json.@Nullable Obj schema) {
        return schema == null ? null : schema.write();
    }

    private static Target target(Row row) {
        return new Target(
                new WorkflowId(row.text("workflow_id")),
                row.number("version"),
                row.text("type").equals(CALLABLE),
                row.flag("live"));
    }

    private static Action action(Row row) {
        return new Action(
                summary(row), new WorkflowId(row.text("workflow_id")), (Json.Arr) Json.parse(row.text("examples")));
    }

    private static ActionSummary summary(Row row) {
        String output = row.textOrNull("output_schema");
        return new ActionSummary(
                row.text("slug"),
                row.text("name"),
                row.text("description"),
                row.number("version"),
                (Json.Obj) Json.parse(row.text("input_schema")),
                output == null ? null : (Json.Obj) Json.parse(output),
                row.flag("requires_approval"),
                sideEffect(row.text("side_effects")),
                row.text("schema_hash"),
                row.number("updated_at"));
    }

    private static SideEffect sideEffect(String stored) {
        for (SideEffect effect : SideEffect.values()) {
            if (effect.wireName().equals(stored)) {
                return effect;
            }
        }
        throw new IllegalStateException("stored side effect " + stored);
    }
}
