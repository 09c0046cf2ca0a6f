package dev.triggo.app;

import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.actions.Actions;
import dev.triggo.actions.RunnableAction;
import dev.triggo.engine.Graph;
import dev.triggo.engine.NodeKind;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.runs.ApprovalDecision;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.WorkflowDefinition;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Versions made ready to run, kept because they never change. */
final class Graphs implements Runs.Surroundings {
    private static final int MAX_KEPT = 2_000;

    private final Library library;
    private final Workspaces workspaces;
    private final NodeKinds kinds;
    private final Supplier<Actions> actions;
    private final Supplier<PeopleParts> people;
    private final ConcurrentHashMap<Version, Graph> graphs = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<WorkspaceId, String> names = new ConcurrentHashMap<>();

    private record Version(WorkspaceId workspace, WorkflowId workflow, long number) {}

    Graphs(
            Library library,
            Workspaces workspaces,
            NodeKinds kinds,
            Supplier<Actions> actions,
            Supplier<PeopleParts> people) {
        this.library = library;
        this.workspaces = workspaces;
        this.kinds = kinds;
        this.actions = actions;
        this.people = people;
    }

    @Override
    public Graph graph(WorkspaceId workspace, WorkflowId workflow, long version) {
        var key = new Version(workspace, workflow, version);
        Graph known = graphs.get(key);
        if (known != null) {
            return known;
        }
        if (graphs.size() >= MAX_KEPT) {
            graphs.clear();
        }
        var definition = WorkflowDefinition.read(
                library.recorded(workspace, workflow, version).content());
        NodeKinds own = kinds.of(workspace, workflow, version);
        Graph made = Graph.of(definition, type -> kind(own, type), kinds.limits());
        graphs.put(key, made);
        return made;
    }

    private static NodeKind kind(NodeKinds kinds, String type) {
        NodeKind kind = kinds.find(type);
        if (kind == null) {
            throw new IllegalStateException("a deployed version has a node of the unknown kind " + type);
        }
        return kind;
    }

    @Override
    public String workspaceName(WorkspaceId workspace) {
        String known = names.get(workspace);
        if (known == null) {
            known = workspaces.find(workspace).map(Workspace::name).orElse("");
            names.put(workspace, known);
        }
        return known;
    }

    @Override
    public boolean isGone(WorkspaceId workspace) {
        return workspaces.deletions().isGone(workspace);
    }

    @Override
    public Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
        return people.get().doorkeeper().refusal(tx, workspace, decision);
    }

    @Override
    public String workflowName(WorkspaceId workspace, WorkflowId workflow, long version) {
        return library.recorded(workspace, workflow, version).name();
    }

    @Override
    public Runs.Callee callee(WorkspaceId workspace, String slug, Json input) {
        RunnableAction action = actions.get().resolve(workspace, slug);
        var target = new RunRequest.Target(
                action.workflow(), action.version(), slug, graph(workspace, action.workflow(), action.version()));
        return new Runs.Callee(target, action.checkInput(input));
    }
}
