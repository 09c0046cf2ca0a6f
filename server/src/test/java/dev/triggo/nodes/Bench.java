package dev.triggo.nodes;

import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.template.Bindings;
import dev.triggo.template.Template;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeOptions;
import dev.triggo.workflow.WorkflowProblem;
import java.io.IOException;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Runs single nodes as the engine would, with an upstream for those that call out. */
final class Bench implements AutoCloseable {
    /** What time it is for the nodes, in epoch milliseconds: 2026-11-25T00:00:00Z. */
    static final long NOW = 1_795_564_800_000L;

    final Upstream upstream;
    final NodeKinds kinds;
    private final Egress egress;
    private final Sandbox sandbox = new Sandbox();

    Bench() throws IOException {
        upstream = new Upstream();
        egress = new Egress(new EgressSettings(List.of(upstream.address()), List.of()), HostResolver.system());
        kinds = new NodeKinds(new Connectors(egress, workspace -> EgressRules.NONE, Clock.systemUTC()), sandbox);
    }

    /** A step to be run; {@code sources} are bound by their ids and settled in their order. */
    record Step(Json.Obj node, Json runInput, Map<String, Json> sources, boolean dryRun, long millis) {
        static Step of(String node) {
            return new Step(object(node), Json.EMPTY_OBJECT, Map.of(), false, 20_000);
        }

        static Step of(String node, String sources) {
            return Step.of(node).withSources(object(sources).fields());
        }

        Step withSources(Map<String, Json> sources) {
            return new Step(node, runInput, sources, dryRun, millis);
        }

        Step withInput(Json runInput) {
            return new Step(node, runInput, sources, dryRun, millis);
        }

        Step dry() {
            return new Step(node, runInput, sources, true, millis);
        }

        Step within(long millis) {
            return new Step(node, runInput, sources, dryRun, millis);
        }
    }

    Outcome run(Step step) {
        Node node = node(step.node());
        NodeKind kind = kind(node);
        Bindings bindings = step.sources()::get;
        var config = new LinkedHashMap<String, Json>();
        node.config()
                .fields()
                .forEach((name, value) -> config.put(
                        name,
                        kind.deferredFields().contains(name)
                                ? value
                                : Template.of(value).resolve(bindings)));
        var context = new NodeContext(
                new WorkspaceId("workspace_1"),
                new RunId("run_1"),
                new WorkflowId("workflow_1"),
                node,
                StepRef.of(node.id()),
                new Json.Obj(config),
                bindings,
                step.runInput(),
                step.sources(),
                List.copyOf(step.sources().keySet()),
                1,
                step.dryRun(),
                "key-1",
                NOW,
                System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(step.millis()));
        try {
            return kind.run(context);
        } catch (InterruptedException nobodyInterrupts) {
            throw new AssertionError(nobodyInterrupts);
        }
    }

    List<WorkflowProblem> check(String node) {
        return check(object(node));
    }

    List<WorkflowProblem> check(Json.Obj written) {
        Node node = node(written);
        return kind(node).check(node);
    }

    NodeKind kind(Node node) {
        return Objects.requireNonNull(kinds.find(node.type()), node.type());
    }

    static Node node(Json.Obj written) {
        return new Node(
                "node_1",
                Objects.requireNonNull(written.text("type")),
                "node_1",
                written.get("config") instanceof Json.Obj config ? config : Json.EMPTY_OBJECT,
                written.text("connector"),
                written.text("operation"),
                written.text("connectionId"),
                null,
                NodeOptions.DEFAULT);
    }

    static Json.Obj object(String text) {
        return (Json.Obj) Json.parse(text);
    }

    @Override
    public void close() throws Exception {
        sandbox.close();
        egress.close();
        upstream.close();
    }
}
