package dev.triggo.steps;

import dev.triggo.engine.Approval;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.NodeKind;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunState;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.template.Bindings;
import dev.triggo.template.TemplateException;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowLimits;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out one node of a run: resolves its config, calls its kind, and turns every mishap into an outcome. */
public final class StepRunner {
    private static final Logger LOG = LoggerFactory.getLogger(StepRunner.class);

    private StepRunner() {}

    /** What steps may know of their run, besides what happened in it. */
    public record About(
            WorkspaceId workspace,
            String workspaceName,
            RunId run,
            WorkflowId workflow,
            String source,
            @Nullable String correlationId) {}

    /**
     * A node ready to be carried out; {@code refusal} is set when its config could not be resolved.
     *
     * @param limits what it may give
     */
    public record Prepared(
            NodeContext context,
            NodeKind kind,
            Effect effect,
            WorkflowLimits limits,
            @Nullable Outcome refusal) {
        public Json.Obj journaledInput() {
            return kind.journaledInput(context.config());
        }

        /** To be carried out from this moment on: its time begins. */
        Prepared begunNow() {
            return new Prepared(context.within(deadline(context.node())), kind, effect, limits, refusal);
        }

        static long deadline(Node node) {
            return System.nanoTime()
                    + Duration.ofMillis(node.options().timeoutMs()).toNanos();
        }
    }

    /** Resolves the config of a step; what is wrong with it is the refusal. */
    public static Prepared prepare(About about, RunState state, StepRef ref, Try attempt) {
        Step step = state.known(ref);
        Node node = step.node();
        NodeKind kind = state.graph().kind(ref.nodeId());
        Bindings bindings = bindings(about, state, ref);
        Json.Obj config = Json.EMPTY_OBJECT;
        Outcome refusal = null;
        try {
            config = state.resolvedConfig(ref, bindings);
            refusal = changedSinceApproval(step, config);
        } catch (TemplateException fault) {
            refusal = Outcome.failed(StepCodes.TEMPLATE_FAILED, String.valueOf(fault.getMessage()));
        }
        var context = new NodeContext(
                about.workspace(),
                about.run(),
                about.workflow(),
                node,
                ref,
                config,
                bindings,
                state.input(),
                step.sources(),
                step.settledSources(),
                attempt.number(),
                state.dryRun(),
                about.run() + ":" + ref,
                attempt.now(),
                Prepared.deadline(node));
        return new Prepared(context, kind, kind.effect(node), state.graph().limits(), refusal);
    }

    /** What was approved is what is done: the very arguments that the person saw. */
    private static @Nullable Outcome changedSinceApproval(Step step, Json.Obj config) {
        String approved = step.approvedHash();
        return approved == null || approved.equals(Hash.sha256Hex(config.canonical()))
                ? null
                : Outcome.failed(
                        "APPROVAL_MISMATCH",
                        "The step's arguments are not those that were approved, so it was not carried out.");
    }

    /**
     * What somebody is asked before a step goes on, from the node's own config or its {@code requiresApproval}.
     *
     * @throws TemplateException when the question or the arguments cannot be made up
     */
    public static Approval.Request ask(About about, RunState state, StepRef ref, Asking asking) {
        Node node = state.graph().node(ref.nodeId());
        Bindings bindings = bindings(about, state, ref);
        Json.Obj config = state.resolvedConfig(ref, bindings);
        Json.Obj gate = state.resolvedApproval(ref, bindings);
        Json.Obj texts = gate == null ? config : gate;
        Json arguments = gate == null ? new Json.Obj(state.known(ref).sources()) : config;
        Long seconds = texts.get("expiresInSeconds") instanceof Json.Num number ? number.asLong() : null;
        return new Approval.Request(
                asking.id(),
                text(texts, "title", node.name()),
                text(texts, "message", whatItDoes(node)),
                arguments,
                Hash.sha256Hex(config.canonical()),
                asking.now() + (seconds == null ? Approval.DEFAULT_EXPIRY_MS : seconds * 1000),
                texts.get("separateDecider") == Json.Bool.TRUE);
    }

    /** The id that a request for approval gets, and what time it is (epoch milliseconds). */
    public record Asking(String id, long now) {}

    /** Which attempt of a step this is, from 1, and what time it is (epoch milliseconds). */
    public record Try(int number, long now) {}

    private static String text(Json.Obj texts, String field, String otherwise) {
        Json value = texts.get(field);
        String text = value instanceof Json.Str string ? string.value() : value == null ? "" : value.write();
        return text.isEmpty() ? otherwise : text;
    }

    private static String whatItDoes(Node node) {
        return node.connector() == null
                ? "Step '" + node.id() + "' goes on when this is approved."
                : "Step '" + node.id() + "' will call " + node.connector() + " / " + node.operation() + ".";
    }

    static Outcome carryOut(Prepared prepared) throws InterruptedException {
        if (prepared.refusal() != null) {
            return prepared.refusal();
        }
        try {
            Outcome outcome = prepared.kind().run(prepared.context());
            // A trigger passes on what its door has let in, which has a limit of its own.
            return prepared.kind().isTrigger() ? outcome : bounded(outcome, prepared.limits());
        } catch (TemplateException fault) {
            return Outcome.failed(StepCodes.TEMPLATE_FAILED, String.valueOf(fault.getMessage()));
        } catch (RuntimeException | StackOverflowError fault) {
            LOG.error(
                    "node {} of run {} failed in an unexpected way",
                    prepared.context().step(),
                    prepared.context().run(),
                    fault);
            return Outcome.failed(
                    StepCodes.NODE_FAULT, "The step failed because of a fault in the server; its log has the details.");
        }
    }

    /** The outcome, or a failure where its output is too large. */
    public static Outcome bounded(Outcome outcome, WorkflowLimits limits) {
        if (outcome instanceof Outcome.Done done && JsonSize.exceeds(done.output(), limits.output())) {
            return new Outcome.Failed(
                    StepCodes.OUTPUT_TOO_LARGE,
                    "The step's output is larger than " + WorkflowLimits.size(limits.output())
                            + ": ask for less, or keep only what later steps need.",
                    false,
                    null,
                    done.logs());
        }
        return outcome;
    }

    private static Bindings bindings(About about, RunState state, StepRef ref) {
        return root -> switch (root) {
            case "trigger" -> state.input();
            case "run" ->
                Json.object()
                        .put("id", about.run().value())
                        .put("startedAt", Times.iso(state.startedAt()))
                        .put("source", about.source())
                        .putIf("correlationId", about.correlationId())
                        .build();
            case "workspace" ->
                new Json.Obj(Map.of("id", Json.of(about.workspace().value()), "name", Json.of(about.workspaceName())));
            case String other -> state.rootSeenBy(ref, other);
        };
    }
}
