package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The steps that are carried out together: a run's own, or those of a loop's body for one item. */
final class Scope {
    final Graph graph;
    /** The loop that this is an item of; null for the run itself. */
    final @Nullable Step loop;

    final int index;
    /** The numbers of the items from the outermost loop to this one, joined by dots; empty for the run itself. */
    final String path;
    /** Counts up as scopes are made: among equals the older one goes first. */
    final long order;

    final Json item;
    final Step[] steps;
    int settled;
    /** Steps under way here and in the loops within. */
    int running;

    /** Why the first step that failed did so; no other step here begins after it. */
    @Nullable
    StepError failure;

    @Nullable
    StepRef failedStep;

    Scope(Graph graph, @Nullable Step loop, int index, Json item, long order) {
        this.graph = graph;
        this.loop = loop;
        this.index = index;
        this.item = item;
        this.order = order;
        this.path = loop == null ? "" : pathOf(loop, index);
        this.steps = new Step[graph.size()];
        for (int i = 0; i < steps.length; i++) {
            steps[i] = new Step(this, i);
        }
    }

    static String pathOf(Step loop, int index) {
        return loop.ref.iteration().isEmpty() ? Integer.toString(index) : loop.ref.iteration() + "." + index;
    }

    Step step(String nodeId) {
        return steps[graph.number(nodeId)];
    }

    boolean allSettled() {
        return settled == steps.length;
    }

    /** True when no step here is to begin any more: it, or a scope around it, has failed. */
    boolean isDoomed() {
        for (Scope here = this; ; here = here.loop.scope) {
            if (here.failure != null) {
                return true;
            }
            if (here.loop == null) {
                return false;
            }
            if (here.loop.items().doomed) {
                return true;
            }
        }
    }

    /** True in the items of a loop that a replay has taken over while the way to the loop is not settled yet. */
    boolean isHeld() {
        for (Scope here = this; here.loop != null; here = here.loop.scope) {
            if (here.loop.openEntries > 0) {
                return true;
            }
        }
        return false;
    }

    /** The run's own steps. */
    Scope top() {
        Scope here = this;
        while (here.loop != null) {
            here = here.loop.scope;
        }
        return here;
    }

    /** True for the items of loops inside of that one. */
    boolean isWithin(Scope outer) {
        Scope here = this;
        while (here.loop != null) {
            here = here.loop.scope;
            if (here == outer) {
                return true;
            }
        }
        return false;
    }

    /** True for the items of that loop, and of the loops inside of it. */
    boolean isOf(Step ofLoop) {
        for (Scope here = this; here.loop != null; here = here.loop.scope) {
            if (here.loop == ofLoop) {
                return true;
            }
        }
        return false;
    }

    void running(int change) {
        Scope here = this;
        while (here.loop != null) {
            here.running += change;
            here.loop.items().running += change;
            here = here.loop.scope;
        }
        here.running += change;
    }

    /** What a body gives for its item: the output of the last of its steps, in topological order, that ended well. */
    Json output() {
        for (int i = steps.length - 1; i >= 0; i--) {
            Json output = steps[i].output;
            if (output != null && (steps[i].status == Step.Status.SUCCEEDED || steps[i].continued)) {
                return output;
            }
        }
        return Json.Null.NULL;
    }

    /** The last step in topological order of those meant that ended well; null when none did. */
    @Nullable
    String lastReached(Predicate<Step> meant) {
        for (int i = steps.length - 1; i >= 0; i--) {
            if (steps[i].status == Step.Status.SUCCEEDED && meant.test(steps[i])) {
                return steps[i].ref.nodeId();
            }
        }
        return null;
    }

    /** The value of a template's root as seen from here, or null: a node here or around, or the loops' item and index. */
    @Nullable
    Json root(String name) {
        for (Scope here = this; here != null; here = here.loop == null ? null : here.loop.scope) {
            if (here.graph.has(name)) {
                return here.step(name).output;
            }
            if (here.loop != null) {
                if (name.equals("item")) {
                    return here.item;
                }
                if (name.equals("index")) {
                    return Json.of(here.index);
                }
                if (name.equals(here.loop.ref.nodeId())) {
                    return Json.object()
                            .put("item", here.item)
                            .put("index", here.index)
                            .build();
                }
            }
        }
        return null;
    }
}
