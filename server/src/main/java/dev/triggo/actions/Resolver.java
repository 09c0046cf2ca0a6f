package dev.triggo.actions;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.schema.JsonSchema;
import dev.triggo.store.Database;
import dev.triggo.workflow.WorkflowDefinition;
import java.time.Clock;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Slugs to what they stand for, remembered for a second: within it a call costs no look into the database, and after it
 * one small row, unless there is another version. What this server publishes or stops it knows at once; what another
 * server does, after a second at most. Thread-safe.
 */
final class Resolver {
    private static final long FRESH_MS = 1_000;

    /** Characters of definition text: what is remembered takes some ten times as many bytes. */
    private static final long MAX_WEIGHT = 8L << 20;

    private final Database database;
    private final Library library;
    private final Clock clock;

    private final LinkedHashMap<Key, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);
    private long weight;
    private long forgotten;

    private record Key(WorkspaceId workspace, String slug) {}

    /** @param checkedAt when the question was put to the database, not when it answered */
    private record Entry(Resolved resolved, long checkedAt, int weight) {}

    /** What is remembered, if anything, and how often something was forgotten until then. */
    private record Look(@Nullable Entry entry, long forgotten) {}

    Resolver(Database database, Library library, Clock clock) {
        this.database = database;
        this.library = library;
        this.clock = clock;
    }

    Resolved resolve(WorkspaceId workspace, String slug) {
        var key = new Key(workspace, slug);
        long now = clock.millis();
        Look look = look(key);
        Entry known = look.entry();
        // A clock that was set back must not keep an entry alive.
        if (known != null && now >= known.checkedAt() && now - known.checkedAt() < FRESH_MS) {
            return known.resolved();
        }
        ActionTable.Target target =
                database.read(tx -> ActionTable.target(tx, workspace, slug)).orElse(null);
        if (target == null) {
            return new Resolved.Unknown();
        }
        Entry entry = entry(key, target, known, now);
        keep(key, entry, look.forgotten());
        return entry.resolved();
    }

    private Entry entry(Key key, ActionTable.Target target, @Nullable Entry known, long now) {
        if (!target.callable()) {
            return new Entry(new Resolved.NotCallable(), now, 0);
        }
        if (!target.live()) {
            var pause = library.pause(key.workspace(), target.workflow()).orElse(null);
            return new Entry(new Resolved.Unavailable(pause), now, 0);
        }
        if (known != null
                && known.resolved() instanceof Resolved.Ready(RunnableAction action)
                && action.version() == target.version()
                && action.workflow().equals(target.workflow())) {
            return new Entry(known.resolved(), now, known.weight());
        }
        WorkflowVersion version = library.recorded(key.workspace(), target.workflow(), target.version());
        WorkflowDefinition graph = WorkflowDefinition.read(version.content());
        var action = new RunnableAction(
                key.workspace(),
                key.slug(),
                target.workflow(),
                target.version(),
                graph,
                JsonSchema.compile(Publication.inputSchema(graph)));
        return new Entry(
                new Resolved.Ready(action), now, version.content().write().length());
    }

    private synchronized Look look(Key key) {
        return new Look(entries.get(key), forgotten);
    }

    private synchronized void keep(Key key, Entry entry, long since) {
        // What was read may be from before a change that somebody has announced meanwhile.
        if (since != forgotten) {
            return;
        }
        drop(key);
        entries.put(key, entry);
        weight += cost(entry);
        var eldest = entries.entrySet().iterator();
        while (weight > MAX_WEIGHT && eldest.hasNext()) {
            weight -= cost(eldest.next().getValue());
            eldest.remove();
        }
    }

    /** To be called after the commit of whatever changes what the slug stands for. */
    synchronized void forget(WorkspaceId workspace, String slug) {
        forgotten++;
        drop(new Key(workspace, slug));
    }

    private void drop(Key key) {
        Entry old = entries.remove(key);
        if (old != null) {
            weight -= cost(old);
        }
    }

    /** Entries without a definition are not free either. */
    private static long cost(Entry entry) {
        return entry.weight() + 1_000L;
    }
}
