package dev.triggo.runs;

import dev.triggo.engine.Effect;
import dev.triggo.engine.Graph;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunState;
import dev.triggo.engine.StepCodes;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.template.Bindings;
import dev.triggo.template.TemplateException;
import dev.triggo.workflow.Node;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one node of a run: resolves its config, calls its kind, and turns every mishap into an outcome. */
final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);
    static final int MAX_OUTPUT = 1 << 20;

    private StepRunner() {}

    /** A node ready to be carried out; {@code refusal} is set when its config could not be resolved. */
    record Prepared(
            NodeContext context,
            NodeKind kind,
            Effect effect,
            @Nullable Outcome refusal) {
        Json.Obj journaledInput() {
            return kind.journaledInput(context.config());
        }
    }

    static Prepared prepare(RunRow row, String workspaceName, RunState state, String nodeId, int attempt) {
        Graph graph = state.graph();
        Node node = graph.node(nodeId);
        NodeKind kind = graph.kind(nodeId);
        Bindings bindings = bindings(row, workspaceName, state);
        Json.Obj config = Json.EMPTY_OBJECT;
        Outcome refusal = null;
        try {
            config = state.resolvedConfig(nodeId, bindings);
        } catch (TemplateException fault) {
            refusal = Outcome.failed(StepCodes.TEMPLATE_FAILED, String.valueOf(fault.getMessage()));
        }
        var context = new NodeContext(
                row.workspace(),
                row.id(),
                node,
                config,
                bindings,
                state.input(),
                state.sources(nodeId),
                state.settledSources(nodeId),
                attempt,
                state.dryRun(),
                row.id() + ":" + nodeId,
                System.nanoTime()
                        + Duration.ofMillis(node.options().timeoutMs()).toNanos());
        return new Prepared(context, kind, kind.effect(node), refusal);
    }

    static Outcome carryOut(Prepared prepared) throws InterruptedException {
        if (prepared.refusal() != null) {
            return prepared.refusal();
        }
        try {
            return bounded(prepared.kind().run(prepared.context()));
        } catch (TemplateException fault) {
            return Outcome.failed(StepCodes.TEMPLATE_FAILED, String.valueOf(fault.getMessage()));
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.error(
                    "node {} of run {} failed in an unexpected way",
                    prepared.context().node().id(),
                    prepared.context().run(),
                    fault);
            return Outcome.failed(
                    StepCodes.NODE_FAULT, "The step failed because of a fault in the server; its log has the details.");
        }
    }

    private static Outcome bounded(Outcome outcome) {
        if (outcome instanceof Outcome.Done done && JsonSize.exceeds(done.output(), MAX_OUTPUT)) {
            return Outcome.failed(
                    StepCodes.OUTPUT_TOO_LARGE,
                    "The step's output is larger than " + MAX_OUTPUT / 1024
                            + " KiB: ask for less, or keep only what later steps need.");
        }
        return outcome;
    }

    private static Bindings bindings(RunRow row, String workspaceName, RunState state) {
        return root -> switch (root) {
            case "trigger" -> state.input();
            case "run" ->
                Json.object()
                        .put("id", row.id().value())
                        .put("startedAt", Times.iso(state.startedAt()))
                        .put("source", row.source().wireName())
                        .putIf("correlationId", row.correlationId())
                        .build();
            case "workspace" ->
                new Json.Obj(Map.of("id", Json.of(row.workspace().value()), "name", Json.of(workspaceName)));
            case String nodeId -> state.outputOf(nodeId);
        };
    }
}
