package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How steps come from one status to the next, and what that makes of the steps after them. */
final class Transitions {
    private final Agenda agenda;
    private final Scopes scopes;
    final Amounts amounts = new Amounts();

    Transitions(Agenda agenda, Scopes scopes) {
        this.agenda = agenda;
        this.scopes = scopes;
    }

    void start(Step step, RunEvent.StepStarted event, long at) {
        if (step.status != Step.Status.RUNNING) {
            step.scope.running(1);
        }
        agenda.ready.remove(step);
        agenda.retrying.remove(step);
        step.status = Step.Status.RUNNING;
        step.attempt = event.attempt();
        step.input = event.input();
        amounts.input(event.input());
        step.error = null;
        step.logs = List.of();
        if (step.startedAt == 0) {
            step.startedAt = at;
        }
    }

    /** The step is not under way any more. */
    void pause(Step step, Step.Status how) {
        if (step.status == Step.Status.RUNNING) {
            step.scope.running(-1);
        }
        agenda.ready.remove(step);
        step.status = how;
    }

    void log(Step step, List<String> lines) {
        step.logs = lines;
        amounts.lines(lines);
    }

    void awaitChild(Step step, String childRun) {
        pause(step, Step.Status.WAITING);
        step.childRun = childRun;
    }

    void loop(Step step, RunEvent.LoopStarted event) {
        pause(step, Step.Status.WAITING);
        step.loop = new LoopState(event);
        amounts.items(event.items());
        scopes.openItems(step);
    }

    void sleep(Step step, long until) {
        pause(step, Step.Status.WAITING);
        step.dueAt = until;
        // What is doomed is not gone on with, or its loop would wait for ever.
        if (!step.scope.isDoomed()) {
            agenda.sleeping.add(step);
        }
    }

    void retry(Step step, StepError error, long dueAt) {
        pause(step, Step.Status.WAITING_TO_RETRY);
        step.retries++;
        step.error = error;
        step.dueAt = dueAt;
        if (!step.scope.isDoomed()) {
            agenda.retrying.add(step);
        }
    }

    void succeed(Step step, Json output, @Nullable String handle, long at, long durationMs) {
        give(step, output);
        end(step, Step.Status.SUCCEEDED, at, durationMs);
        leave(step, true, handle);
    }

    private void give(Step step, Json output) {
        step.output = output;
        amounts.output(output);
    }

    void plan(Step step, RunEvent.StepPlanned as, long at) {
        step.plan = as.plan();
        amounts.output(as.plan());
        succeed(step, as.output(), null, at, 0);
    }

    void complete(Step step, RunEvent.StepCompleted as, long at) {
        step.attempt = as.attempt();
        succeed(step, as.output(), as.handle(), at, as.durationMs());
    }

    /** Ends as given, without having been carried out. */
    void pin(Step step, RunEvent.Pinned as, long at) {
        step.pinned = true;
        step.startedAt = at;
        succeed(step, as.output(), as.handle(), at, 0);
    }

    void skip(Step step) {
        agenda.unreached.remove(step);
        step.status = Step.Status.SKIPPED;
        settle(step);
        leave(step, false, null);
    }

    void failAndGoOn(Step step, StepError error, long at, long durationMs) {
        step.error = error;
        step.continued = true;
        give(step, Json.object().put("error", error.toJson()).build());
        abandonItems(step);
        end(step, Step.Status.FAILED, at, durationMs);
        leave(step, true, null);
    }

    void fail(Step step, StepError error, Step.Status how, long at, long durationMs) {
        step.error = error;
        abandonItems(step);
        end(step, how, at, durationMs);
        Scope scope = step.scope;
        if (scope.failure == null) {
            scope.failure = error;
            scope.failedStep = step.ref;
        }
        if (scope.loop != null) {
            agenda.closing.add(scope);
            if (!scope.loop.items().continueOnItemFailure) {
                scope.loop.items().doomed = true;
            }
        }
        agenda.dropDoomed();
    }

    private void abandonItems(Step step) {
        if (step.loop != null) {
            step.loop.doomed = true;
            scopes.abandon(step);
            agenda.dropDoomed();
        }
    }

    private void end(Step step, Step.Status how, long at, long durationMs) {
        pause(step, how);
        agenda.retrying.remove(step);
        agenda.sleeping.remove(step);
        agenda.finishing.remove(step);
        step.finishedAt = at;
        step.durationMs = durationMs;
        settle(step);
    }

    private void settle(Step step) {
        step.scope.settled++;
        if (step.scope.loop != null && step.scope.allSettled()) {
            agenda.closing.add(step.scope);
        }
    }

    /**
     * Settles the edges that leave a node; a target whose edges are all settled is ready, or unreached. In a replay a step
     * may have its end before the way to it is settled, because somebody is asked again before it: what follows from it
     * waits for that.
     */
    private void leave(Step from, boolean ended, @Nullable String handle) {
        if (from.openEntries > 0) {
            from.held = new Step.Leaving(ended, handle);
            return;
        }
        for (Graph.Exit exit : from.spot.exits()) {
            Step target = from.scope.steps[exit.target()];
            boolean taken = ended && (exit.handle() == null || exit.handle().equals(handle));
            target.openEntries--;
            if (taken) {
                target.takenEntries++;
                target.settledSources.add(from.number);
            }
            Step.Leaving held = target.held;
            if (target.openEntries == 0 && held != null) {
                target.held = null;
                leave(target, held.ended(), held.handle());
            } else if (target.openEntries == 0 && target.status == Step.Status.PENDING && !target.scope.isDoomed()) {
                if (target.takenEntries > 0) {
                    target.status = Step.Status.READY;
                    agenda.ready.add(target);
                } else {
                    agenda.unreached.add(target);
                }
            }
        }
    }
}
