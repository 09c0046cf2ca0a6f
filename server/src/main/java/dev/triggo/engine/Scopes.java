package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The run's own steps, and those of each item that a loop is working on. */
final class Scopes {
    /** Of so many items of loops the steps are kept after their end, for people to look at. */
    private static final int ITEMS_SHOWN = 100;

    /** And no more than so many steps, where a loop's body has many. */
    private static final int STEPS_SHOWN = 1_000;

    final Scope root;
    private final Graph graph;
    private final Agenda agenda;
    private final Map<String, Scope> items = new HashMap<>();
    private final List<Scope> closed = new ArrayList<>();
    private long made = 1;
    private int stepsShown;
    private int notShown;

    Scopes(Graph graph, Agenda agenda) {
        this.graph = graph;
        this.agenda = agenda;
        this.root = new Scope(graph, null, 0, Json.Null.NULL, 0);
    }

    /** The step; null when the item that it belongs to is not being worked on. */
    @Nullable
    Step find(StepRef ref) {
        if (root.graph.has(ref.nodeId())) {
            return root.step(ref.nodeId());
        }
        String loop = graph.find(ref.nodeId()).node().parentId();
        Scope scope = loop == null ? null : items.get(key(loop, ref.iteration()));
        return scope == null ? null : scope.step(ref.nodeId());
    }

    /** Steps that nothing leads to can start; not so in an item of what is given up meanwhile. */
    void begin(Scope scope) {
        if (scope.isDoomed()) {
            return;
        }
        for (Step step : scope.steps) {
            if (step.openEntries == 0) {
                step.status = Step.Status.READY;
                agenda.ready.add(step);
            }
        }
        if (scope.loop != null && scope.allSettled()) {
            agenda.closing.add(scope);
        }
    }

    /**
     * Begins with as many further items as the loop may work on at the same time. An item is opened in a loop that is given
     * up as well, where one of its items ends at that very moment: there are journals that tell of pinned steps in it. But
     * nothing begins there, nor follows from the loop's end.
     */
    void openItems(Step loop) {
        LoopState state = loop.items();
        Graph body = loop.spot.body();
        while (body != null && state.mayOpen()) {
            int index = state.opened++;
            state.open++;
            var item = new Scope(body, loop, index, state.items.get(index), made++);
            items.put(key(loop.ref.nodeId(), item.path), item);
            begin(item);
        }
        if (state.isDone() && !loop.scope.isDoomed()) {
            agenda.finishing.add(loop);
        }
    }

    /** The item is done with, in one way or the other. */
    Scope close(Step loop, int index) {
        Scope item = items.remove(key(loop.ref.nodeId(), Scope.pathOf(loop, index)));
        if (item == null) {
            throw new IllegalStateException("item " + index + " of " + loop.ref + " is not being worked on");
        }
        agenda.closing.remove(item);
        if (item.failure != null) {
            items.values().removeIf(inner -> inner.isWithin(item));
            agenda.closing.removeIf(inner -> inner.isWithin(item));
        }
        keep(item);
        loop.items().open--;
        loop.items().ended++;
        return item;
    }

    /** The loop has failed: nothing that belongs to it goes on. */
    void abandon(Step loop) {
        for (Scope item : List.copyOf(items.values())) {
            if (item.isOf(loop)) {
                items.values().remove(item);
                agenda.closing.remove(item);
                keep(item);
            }
        }
    }

    private void keep(Scope item) {
        if (closed.size() < ITEMS_SHOWN && stepsShown + item.steps.length <= STEPS_SHOWN) {
            closed.add(item);
            stepsShown += item.steps.length;
        } else {
            notShown++;
        }
    }

    /** All steps that are still known: the run's own in topological order, then those of loops that were begun. */
    List<Step> steps() {
        var all = new ArrayList<Step>(List.of(root.steps));
        closed.forEach(item -> addBegun(item, all));
        items.values().stream()
                .sorted(Comparator.comparingLong(item -> item.order))
                .forEach(item -> addBegun(item, all));
        return all;
    }

    private static void addBegun(Scope item, List<Step> all) {
        for (Step step : item.steps) {
            if (step.status != Step.Status.PENDING) {
                all.add(step);
            }
        }
    }

    /** How many items have ended of which no steps are kept. */
    int itemsNotShown() {
        return notShown;
    }

    private static String key(String loop, String path) {
        return loop + "#" + path;
    }
}
