package dev.triggo.triggers;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The triggers of workflows as people and agents see them. */
public final class Triggers {
    private static final int SHOWN_DELIVERIES = 50;

    private final Database database;
    private final Activations activations;
    private final Deliveries deliveries;

    public Triggers(Database database, Activations activations, Deliveries deliveries) {
        this.database = database;
        this.activations = activations;
        this.deliveries = deliveries;
    }

    /**
     * {@code {connector, operation, status, webhookUrl?, nextFirings?, deliveries[]}}.
     *
     * @throws Problem FORBIDDEN; WORKFLOW_NOT_FOUND for one that was never deployed with a trigger
     */
    public Json.Obj show(Caller caller, WorkflowId workflow) {
        caller.require(Scope.WORKFLOWS_READ);
        Trigger trigger = require(caller.workspace(), workflow);
        List<Json.Obj> newest = deliveries.newest(trigger, SHOWN_DELIVERIES).stream()
                .map(Delivery::toJson)
                .toList();
        return activations.toJson(trigger).put("deliveries", Json.array(newest)).build();
    }

    /** {@code {connector, operation, status, webhookUrl?, nextFirings?}}; null where there is none. */
    public Json.@Nullable Obj summary(WorkspaceId workspace, WorkflowId workflow) {
        return find(workspace, workflow)
                .map(trigger -> activations.toJson(trigger).build())
                .orElse(null);
    }

    private Optional<Trigger> find(WorkspaceId workspace, WorkflowId workflow) {
        return database.read(tx -> TriggerTable.find(tx, workspace, workflow));
    }

    private Trigger require(WorkspaceId workspace, WorkflowId workflow) {
        return find(workspace, workflow)
                .orElseThrow(() -> Problem.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        "There is no workflow with this id that was deployed with a trigger."));
    }
}
