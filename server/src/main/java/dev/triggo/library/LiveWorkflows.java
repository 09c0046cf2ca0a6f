package dev.triggo.library;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Row;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the versions that are live lean on. */
public final class LiveWorkflows {
    private static final String HOLDING = """
            SELECT w.id AS id, w.name AS name, v.definition AS definition
            FROM workflows w
            JOIN workflow_versions v
              ON v.workspace_id = w.workspace_id AND v.workflow_id = w.id AND v.version = w.version
            WHERE w.workspace_id = ? AND w.deleted_at IS NULL AND w.status IN ('active', 'error')
              AND v.definition LIKE ?
            ORDER BY w.id
            """;

    private final Database database;

    public LiveWorkflows(Database database) {
        this.database = database;
    }

    private record Found(Json.Obj shown, Json definition) {
        static Found of(Row row) {
            return new Found(
                    Json.object()
                            .put("id", row.text("id"))
                            .put("name", row.text("name"))
                            .build(),
                    Json.parse(row.text("definition")));
        }

        boolean uses(String connection) {
            return WorkflowDefinition.read(definition).nodes().stream()
                    .anyMatch(node -> Objects.equals(node.connectionId(), connection));
        }
    }

    /** {@code {id, name}} of each live workflow with a node that names this connection. */
    public List<Json.Obj> using(WorkspaceId workspace, String connection) {
        return database.read(tx -> tx.list(HOLDING, Found::of, workspace.value(), "%\"" + connection + "\"%")).stream()
                .filter(found -> found.uses(connection))
                .map(Found::shown)
                .toList();
    }

    /** Of these workflows those that are there and whose last version is the one that is named, without definitions. */
    public List<SavedWorkflow> still(WorkspaceId workspace, Map<WorkflowId, Long> versions) {
        return database.read(tx -> {
            var found = new ArrayList<SavedWorkflow>();
            versions.forEach((id, version) -> WorkflowTable.findHead(tx, workspace, id)
                    .filter(workflow -> version.equals(workflow.version()))
                    .ifPresent(found::add));
            return found;
        });
    }
}
