package dev.triggo.runtimeapi;

import dev.triggo.actions.Actions;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.TestRuns;
import dev.triggo.approvals.Approvals;
import dev.triggo.connectors.ChoiceCalls;
import dev.triggo.http.Route;
import dev.triggo.library.Library;
import dev.triggo.nodes.KindGuide;
import dev.triggo.triggers.Triggers;
import java.util.ArrayList;
import java.util.List;

/** The route table of {@code /api/v1/runtime}. */
public final class RuntimeRoutes {
    /** What the path of each begins with. */
    public static final String PATH = "/api/v1/runtime";

    private final ActionRoutes actions;
    private final RunRoutes runs;
    private final WorkflowRoutes workflows;
    private final ConnectorRoutes connectors;
    private final ChoiceRoutes choices;
    private final BuildRoutes builds;
    private final TestRoutes tests;
    private final TriggerRoutes triggers;

    /** What is done with workflows before they are actions. */
    public record Workflows(Library library, Publishing publishing, TestRuns tests, Triggers triggers) {}

    public RuntimeRoutes(
            Actions actions,
            Invocations invocations,
            Approvals approvals,
            Workflows workflows,
            KindGuide.Desk connectors) {
        this.actions = new ActionRoutes(actions, invocations);
        this.runs = new RunRoutes(invocations, approvals);
        this.workflows = new WorkflowRoutes(workflows.library(), workflows.publishing());
        this.connectors = new ConnectorRoutes(connectors.connectors(), connectors.kinds());
        this.choices = new ChoiceRoutes(new ChoiceCalls(connectors.connectors(), workflows.library()::has));
        this.builds = new BuildRoutes(connectors.builds());
        this.tests = new TestRoutes(workflows.tests());
        this.triggers = new TriggerRoutes(workflows.triggers());
    }

    public List<Route> routes() {
        var all = new ArrayList<Route>();
        all.addAll(actions.routes());
        all.addAll(runs.routes());
        all.addAll(workflows.routes());
        all.addAll(connectors.routes());
        all.addAll(choices.routes());
        all.addAll(builds.routes());
        all.addAll(tests.routes());
        all.addAll(triggers.routes());
        return all;
    }
}
