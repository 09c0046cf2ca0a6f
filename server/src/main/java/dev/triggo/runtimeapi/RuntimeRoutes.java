package dev.triggo.runtimeapi;

import dev.triggo.actions.Actions;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.http.Route;
import dev.triggo.library.Library;
import java.util.ArrayList;
import java.util.List;

/** The route table of {@code /api/v1/runtime}. */
public final class RuntimeRoutes {
    private final ActionRoutes actions;
    private final RunRoutes runs;
    private final WorkflowRoutes workflows;

    public RuntimeRoutes(Actions actions, Invocations invocations, Library library, Publishing publishing) {
        this.actions = new ActionRoutes(actions, invocations);
        this.runs = new RunRoutes(invocations);
        this.workflows = new WorkflowRoutes(library, publishing);
    }

    public List<Route> routes() {
        var all = new ArrayList<Route>();
        all.addAll(actions.routes());
        all.addAll(runs.routes());
        all.addAll(workflows.routes());
        return all;
    }
}
