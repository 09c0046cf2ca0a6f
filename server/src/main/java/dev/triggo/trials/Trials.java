package dev.triggo.trials;

import dev.triggo.engine.Amounts;
import dev.triggo.engine.Graph;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepRef;
import dev.triggo.journal.Original;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redactor;
import dev.triggo.runs.Run;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs that try something out: a draft with outputs given for some nodes, or one step of an earlier run. */
public final class Trials {
    private final Runs runs;
    private final RunHistory history;

    public Trials(Runs runs, RunHistory history) {
        this.runs = runs;
        this.history = history;
    }

    /**
     * Runs as asked for, except that nodes with a pinned output are not carried out. On return the run is durable.
     *
     * @param pinned outputs by node id; for nodes with branches {@code {output?, handle}}. Null for none
     * @throws Problem BAD_REQUEST with all that is wrong with the pins, and as {@link Runs#accept}
     */
    public Runs.Accepted test(RunRequest request, @Nullable Json pinned, Duration wait) throws InterruptedException {
        RunEvent.RunTested tested = Pins.of(pinned, request.workflow().graph());
        return runs.accept(request, List.of(tested), wait);
    }

    /** The step of an earlier run that is meant, by its node and the items of the loops around it. */
    public record Again(RunId run, String nodeId, String iteration, Json.@Nullable Obj config) {}

    /** Who asks, and how: see {@link RunRequest}. */
    public record Asker(
            WorkspaceId workspace,
            PersonId person,
            String credential,
            boolean dryRun,
            RunRequest.@Nullable Idempotency idempotency,
            @Nullable Integer runsPerHour) {}

    /**
     * Carries out one step of a run that has ended again, in a run of its own: with what it was given then, or with this
     * config. On return the run is durable.
     *
     * @throws Problem RUN_NOT_FOUND; BAD_REQUEST when the run carried out no such step; RUN_NOT_REPLAYABLE while it goes
     *     on; and as {@link Runs#accept}
     */
    public Runs.Accepted rerun(Asker asker, Again again, Duration wait) throws InterruptedException {
        RunHistory.Recorded recorded = history.recorded(asker.workspace(), again.run());
        Run of = recorded.run();
        if (!of.status().isFinal()) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_REPLAYABLE,
                    "The run has not ended: it is " + of.status().wireName() + ". Wait for its end, or cancel it.");
        }
        refuseBlanked(again.config());
        Graph graph = of.targetWithoutAction().graph();
        Original original = recorded.original();
        var state = new RunState(graph);
        Step step = step(state, original, again);
        RunEvent.StepRerun opening = RunEvent.StepRerun.of(again.run().value(), graph, step, again.config());
        if (!original.whole() && isBlanked(opening, state)) {
            throw Problem.of(
                    ProblemCode.RUN_NOT_REPLAYABLE,
                    "Secrets of that run can only be read with the ENCRYPTION_KEY it was kept with.");
        }
        var request = new RunRequest(
                asker.workspace(),
                asker.person(),
                asker.credential(),
                of.targetWithoutAction(),
                state.input(),
                Source.TEST,
                asker.dryRun(),
                of.correlationId(),
                asker.idempotency(),
                asker.runsPerHour(),
                null);
        return runs.accept(request, List.of(opening), wait);
    }

    /** What is shown in place of a secret is never sent in its place. */
    private static void refuseBlanked(Json.@Nullable Obj config) {
        if (config != null && config.has(Amounts.NOT_KEPT)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "'config' holds " + Amounts.NOT_KEPT
                            + ", which stands for an input that was too large to be kept: give the whole config, or none.",
                    List.of(Json.object()
                            .put("path", "/config")
                            .put("message", "holds " + Amounts.NOT_KEPT)
                            .build()));
        }
        if (config != null && Redactor.isBlanked(config)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "'config' holds [redacted:…], which stands for a value that is not shown: give the value itself.",
                    List.of(Json.object()
                            .put("path", "/config")
                            .put("message", "holds [redacted:…]")
                            .build()));
        }
    }

    private static boolean isBlanked(RunEvent.StepRerun step, RunState state) {
        return Redactor.isBlanked(step.seen())
                || Redactor.isBlanked(step.sources())
                || Redactor.isBlanked(state.input());
    }

    /** Read from the journal once more, because a run does not keep the steps of all items that its loops had. */
    private static Step step(RunState state, Original original, Again again) {
        Graph graph = state.graph();
        if (!graph.contains(again.nodeId())) {
            throw notThere("The run's workflow has no node '" + shown(again.nodeId()) + "'.", "/nodeId");
        }
        var ref = new StepRef(again.nodeId(), again.iteration());
        Step found = null;
        for (RecordedEvent event : original.events()) {
            state.apply(event.event(), event.at());
            if (event.event() instanceof RunEvent.StepStarted started && isMeant(started.step(), ref, state)) {
                found = state.find(started.step());
            }
        }
        if (found == null) {
            throw notThere(
                    graph.node(again.nodeId()).parentId() == null
                            ? "The run did not carry out the step '" + again.nodeId() + "'."
                            : "The run did not carry out the step '" + again.nodeId() + "' for the item '"
                                    + shown(again.iteration()) + "': give `iteration` as the run's steps show it.",
                    "/iteration");
        }
        return found;
    }

    /** The only step of a run that repeats one is called as it was there. */
    private static boolean isMeant(StepRef started, StepRef asked, RunState state) {
        RunEvent.StepRerun alone = state.rerun();
        return started.equals(asked)
                || alone != null
                        && alone.step().equals(asked)
                        && started.nodeId().equals(asked.nodeId())
                        && started.iteration().isEmpty();
    }

    private static String shown(String text) {
        return text.length() > 80 ? text.substring(0, 80) + "…" : text;
    }

    private static Problem notThere(String sentence, String path) {
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                sentence,
                List.of(Json.object()
                        .put("path", path)
                        .put("message", "names no step that was carried out")
                        .build()));
    }
}
