package dev.triggo.engine;

import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/**
 * What could be done next in a run, kept up to date as events come in, so that an event costs work for its own step only.
 * Everything is in a fixed order: older scopes first, and nodes in topological order.
 */
final class Agenda {
    private static final Comparator<Step> STEPS =
            Comparator.<Step>comparingLong(step -> step.scope.order).thenComparingInt(step -> step.number);

    /** Steps that can start now. */
    final TreeSet<Step> ready = new TreeSet<>(STEPS);
    /** Steps that no branch leads to. */
    final TreeSet<Step> unreached = new TreeSet<>(STEPS);
    /** Steps that wait to be tried again. */
    final TreeSet<Step> retrying = new TreeSet<>(STEPS);
    /** Steps that sleep, in the order in which they wake. */
    final TreeSet<Step> sleeping =
            new TreeSet<>(Comparator.<Step>comparingLong(step -> step.dueAt).thenComparing(STEPS));
    /** Items of loops of which all steps have settled, or one has failed. */
    final TreeSet<Scope> closing = new TreeSet<>(Comparator.comparingLong(scope -> scope.order));
    /** Loops all items of which are done. */
    final TreeSet<Step> finishing = new TreeSet<>(STEPS);

    /** Takes out what must not begin any more because a scope around it has failed. */
    void dropDoomed() {
        for (TreeSet<Step> steps : List.of(ready, unreached, retrying, sleeping, finishing)) {
            steps.removeIf(step -> step.scope.isDoomed());
        }
    }
}
