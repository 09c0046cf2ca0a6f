package dev.triggo.runs;

import dev.triggo.engine.Amounts;
import dev.triggo.engine.Approval;
import dev.triggo.engine.Decision;
import dev.triggo.engine.Effect;
import dev.triggo.engine.Engine;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepCodes;
import dev.triggo.engine.StepError;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.RunId;
import dev.triggo.redaction.Redactor;
import dev.triggo.steps.StepRunner;
import dev.triggo.steps.Underway;
import dev.triggo.steps.Unreadable;
import dev.triggo.template.TemplateException;
import dev.triggo.workflow.WorkflowLimits;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Begins the steps of one run and turns what comes of them into its events. Not thread-safe: its driver owns it. */
final class RunSteps {
    /** A store that is away for less is only slow. */
    private static final long LONG_AWAY_MS = 5_000;

    private final RunContext context;
    private final RunState state;
    private final RunLog log;
    private final Underway underway;
    /** What was under way when the run was cut off, and is still to be begun again. */
    private final List<Step> cutOff = new ArrayList<>();
    /** False until it is durable that the run was taken up. */
    private boolean attested;

    private long wakesAt = Long.MAX_VALUE;
    /** Of all runs that steps wait for there may be news, since nobody listened before; else of those named beside. */
    private boolean newsOfAll;

    private final Set<String> newsOf = new HashSet<>();
    /** Since when the store has not taken what happens; 0 while it does. */
    private long storeAwaySince;

    RunSteps(RunContext context, RunState state, RunLog log, Underway underway) {
        this.context = context;
        this.state = state;
        this.log = log;
        this.underway = underway;
        this.attested = !log.accepted();
        this.newsOfAll = log.accepted();
    }

    /** Takes an event in; it is written down with the next commit. */
    void record(RunEvent event) {
        long now = context.clock().millis();
        log.add(now, event);
        state.apply(event, now);
    }

    /**
     * Before anything is done for a run that was taken up: that it was is durable, so that it is counted should the server
     * end over what comes now. A run that ends the server must not do so for ever.
     */
    private void attest() {
        if (!attested) {
            log.commit(state);
            attested = true;
        }
    }

    /** False when there was nothing to do: to wait, or to begin what an earlier decision has made needless. */
    boolean carryOut(Decision decision) {
        switch (decision) {
            case Decision.Record r -> record(r.event());
            case Decision.Start s -> {
                return state.mayBegin(s.step()) && start(s.step(), s.attempt());
            }
            case Decision.Ask a -> {
                if (!state.mayBegin(a.step())) {
                    return false;
                }
                ask(a.step());
            }
            case Decision.FinishLoop f -> finishLoop(f.step());
            case Decision.Wait w -> {
                wakesAt = w.until();
                return false;
            }
        }
        return true;
    }

    /** When there is something to do again, should nothing happen until then: epoch milliseconds. */
    long wakesAt() {
        return wakesAt;
    }

    /**
     * Carries out a step at once when it only computes; one with an effect waits for what it rests on to be durable. False
     * when it is not begun, as the server stops: it would be cut off, and what that leads to is the step's, not the run's.
     */
    private boolean start(StepRef ref, int attempt) {
        attest();
        var resolved = StepRunner.prepare(
                about(), state, ref, new StepRunner.Try(attempt, context.clock().millis()));
        var prepared = log.isWhole() ? resolved : Unreadable.without(resolved);
        boolean computes = prepared.effect() == Effect.NONE || prepared.refusal() != null;
        if (!computes && context.neighbours().areClosing()) {
            return false;
        }
        Step step = state.known(ref);
        Failpoint.BEFORE_STEP.reach();
        if (Failpoint.JOINING.isArmed() && step.settledSources().size() > 1) {
            Failpoint.JOINING.reach();
        }
        record(new RunEvent.StepStarted(ref, attempt, state.amounts().kept(prepared.journaledInput())));
        var started = new Underway.Attempt(prepared, step.retries());
        if (computes) {
            outcome(started, Underway.carryOut(prepared));
        } else {
            underway.add(started);
        }
        return true;
    }

    /** What was under way when the run was cut off is to be carried out again, or ends the run where that must not be. */
    void goOnAfterCrash() {
        List<RunEvent> verdict = Engine.afterCrash(state);
        if (!verdict.isEmpty()) {
            verdict.forEach(this::record);
        } else if (state.startedAt() != 0) {
            cutOff.addAll(state.unfinishedSteps());
            record(new RunEvent.RunResumed("the server was restarted"));
        }
    }

    /** The store does not take what happens: the run waits for it. */
    void waitForStore() {
        if (storeAwaySince == 0) {
            storeAwaySince = context.clock().millis();
        }
    }

    /** While the store was away, nothing was done: that time is not the run's. */
    void goOnWithStore() {
        if (storeAwaySince == 0) {
            return;
        }
        log.commit(state);
        if (context.clock().millis() - storeAwaySince > LONG_AWAY_MS
                && !state.status().isFinal()) {
            record(new RunEvent.RunResumed("the store was away"));
        }
        storeAwaySince = 0;
    }

    /** A run that a step waits for may have ended. */
    void newsOf(RunId child) {
        newsOf.add(child.value());
    }

    /** Whether anything waits for the end of another run; what was given up is kept to be looked at, and waits for nothing. */
    boolean awaitChildren() {
        return state.awaitingChildren().stream().anyMatch(step -> state.find(step.ref()) != null);
    }

    /** Takes in the ends of the runs that steps wait for, where there may be any. */
    void lookAfterChildren() {
        if (newsOfAll || !newsOf.isEmpty()) {
            state.awaitingChildren().stream()
                    .filter(step -> newsOfAll || newsOf.contains(step.childRun()))
                    .forEach(this::lookAfter);
            newsOfAll = false;
            newsOf.clear();
        }
    }

    /** Begins again what was cut off; when the store is away meanwhile, the rest is begun by the next call. */
    void beginCutOff() {
        while (!cutOff.isEmpty() && !state.status().isFinal()) {
            Step step = cutOff.getFirst();
            // One that could not be begun may have ended others with it.
            if (state.unfinishedSteps().contains(step)) {
                var unused = start(step.ref(), step.attempt() + 1);
            }
            cutOff.removeFirst();
        }
        cutOff.clear();
    }

    /** Whoever looks after the run finds its workspace deleted: it does not go on. */
    void endWithTheWorkspace() {
        if (!state.status().isFinal()) {
            record(new RunEvent.RunCancelled(Retention.WORKSPACE_DELETED));
            underway.stop();
        }
    }

    private StepRunner.About about() {
        return log.row().about(context.surroundings().workspaceName(log.row().workspace()));
    }

    /** Asks somebody whether a step may go on. */
    void ask(StepRef ref) {
        attest();
        var asking = new StepRunner.Asking(context.ids().next(), context.clock().millis());
        try {
            Approval.Request request = StepRunner.ask(about(), state, ref, asking);
            if (!log.isWhole() && Redactor.isBlanked(request.arguments())) {
                cannotAsk(ref, Unreadable.error());
            } else {
                record(new RunEvent.ApprovalRequested(ref, request));
            }
        } catch (TemplateException fault) {
            cannotAsk(ref, new StepError(StepCodes.TEMPLATE_FAILED, String.valueOf(fault.getMessage())));
        }
    }

    /** A step that nobody can be asked about has failed as any other, and the run goes on where that is asked for. */
    private void cannotAsk(StepRef ref, StepError why) {
        Engine.outcome(state.known(ref), Outcome.failed(why.code(), why.message()), 0, 0)
                .forEach(this::record);
    }

    /** Puts the output of a loop together, all items of which are done. */
    void finishLoop(StepRef ref) {
        Step loop = state.find(ref);
        if (loop == null) {
            return;
        }
        attest();
        Failpoint.LOOPED.reach();
        Outcome output = within(StepRunner.bounded(
                Outcome.done(loop.loopOutput()), state.graph().limits()));
        long tookMs = Math.max(0, context.clock().millis() - loop.startedAt());
        if (output instanceof Outcome.Failed) {
            Engine.outcome(loop, output, tookMs, 0).forEach(this::record);
        } else {
            record(new RunEvent.LoopCompleted(ref, loop.attempt(), tookMs));
        }
    }

    /**
     * Ends a step whose called run has ended; after the run's own end nothing more is written down, nor of a step in an
     * item of a loop that was given up meanwhile.
     */
    private void lookAfter(Step step) {
        if (state.status().isFinal() || state.find(step.ref()) == null) {
            return;
        }
        String child = step.childRun();
        Outcome end = child == null ? null : context.neighbours().endOf(log.row(), new RunId(child));
        if (end != null) {
            long tookMs = Math.max(0, context.clock().millis() - step.startedAt());
            events(step, end, tookMs);
        }
    }

    /** A step has started another run, and waits for its end. */
    void called(Underway.Attempt attempt, RunId child) {
        Failpoint.CALLING.reach();
        record(new RunEvent.ChildStarted(attempt.step(), attempt.number(), child.value()));
    }

    /** As many of the lines as the run may still keep, and a word on those that it may not. */
    private List<String> logged(List<String> lines) {
        var kept = new ArrayList<String>();
        long written = state.amounts().lines();
        for (String line : lines) {
            written += line.length();
            if (written > Amounts.MAX_LINES) {
                kept.add("… The steps of this run have written more than " + (Amounts.MAX_LINES >> 20)
                        + " MiB of lines; no more are kept.");
                break;
            }
            kept.add(line);
        }
        return kept;
    }

    /** Writes down what came of an attempt. */
    void outcome(Underway.Attempt attempt, Outcome outcome) {
        Failpoint.ANSWERED.reach();
        Step step = state.find(attempt.step());
        if (step != null) {
            events(step, outcome, attempt.tookMs());
        }
    }

    private void events(Step step, Outcome outcome, long tookMs) {
        if (!outcome.logs().isEmpty()) {
            record(new RunEvent.StepLogged(step.ref(), step.attempt(), logged(outcome.logs())));
        }
        Engine.outcome(step, within(outcome), tookMs, context.ids().fraction()).forEach(this::record);
    }

    /** The outcome, or a failure where the run would hold too much with it. */
    private Outcome within(Outcome outcome) {
        Amounts has = state.amounts();
        int most = state.graph().limits().outputs();
        return switch (outcome) {
            case Outcome.Done done ->
                has.outputs() + Amounts.of(done.output()) > most ? tooLarge("outputs of this run's steps", most) : done;
            case Outcome.Planned planned ->
                has.outputs() + Amounts.of(planned.plan()) + Amounts.of(planned.output()) > most
                        ? tooLarge("outputs of this run's steps", most)
                        : planned;
            case Outcome.Each each ->
                has.items() + Amounts.of(each.items()) > most ? tooLarge("items of this run's loops", most) : each;
            case Outcome.Failed failed -> failed;
            case Outcome.Sleep sleep -> sleep;
            case Outcome.Call call -> call;
        };
    }

    private static Outcome tooLarge(String what, int most) {
        return Outcome.failed(
                StepCodes.OUTPUT_TOO_LARGE,
                "The " + what + " are together larger than " + WorkflowLimits.size(most) + ".");
    }
}
