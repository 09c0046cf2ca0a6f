package dev.triggo.actions;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Cursor;
import dev.triggo.library.Library;
import dev.triggo.library.PageRequest;
import dev.triggo.library.Pause;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * The published actions of a workspace, as far as a caller may see them.
 *
 * <p>An action that is unknown, of another workspace, or not granted to a caller whose credential is limited to single
 * actions: the same ACTION_NOT_FOUND.
 */
public final class Actions {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM actions WHERE (workspace_id, slug) IN
                (SELECT workspace_id, slug FROM actions WHERE workspace_id = ? LIMIT 500)""");

    private static final String LIST = "actions";
    private static final int BATCH = 20;
    private static final int PAGE_CHARACTERS = 1 << 20;
    private static final Cursor FIRST = new Cursor(0, "");

    /** Told of what this server publishes, stops or deletes, after the commit; returns at once. */
    public interface Listener {
        void changed(WorkspaceId workspace, String slug);
    }

    private final Database database;
    private final Library library;
    private final Resolver resolver;
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();

    public Actions(Database database, Library library, Clock clock) {
        this.database = database;
        this.library = library;
        this.resolver = new Resolver(database, library, clock);
    }

    /** Those that can be called now and that the caller may read, in the order of their slugs. */
    public ActionPage list(Caller caller, PageRequest request) {
        requireSomeRead(caller);
        int size = request.size();
        List<String> patterns = request.patterns();
        String after = Cursor.decode(LIST, request.cursor(), FIRST).key();
        WorkspaceId workspace = caller.workspace();
        List<ActionSummary> rows = caller.grants().has(Scope.ACTIONS_READ)
                ? database.read(tx -> some(tx, workspace, patterns, after, size + 1))
                : granted(caller, patterns, after, size + 1);
        int fitting = fitting(rows, size);
        if (rows.size() <= fitting) {
            return new ActionPage(rows, null);
        }
        List<ActionSummary> page = List.copyOf(rows.subList(0, fitting));
        return new ActionPage(page, new Cursor(0, page.getLast().slug()).encode(LIST));
    }

    /** The cursor of a page that begins behind this slug, whether there is such an action or not; empty for no slug. */
    public static Optional<String> behind(String slug) {
        return Slugs.isSlug(slug) ? Optional.of(new Cursor(0, slug).encode(LIST)) : Optional.empty();
    }

    /** A few at a time, and no more once a page is full: schemas can be large, and are not to be held for nothing. */
    private static List<ActionSummary> some(
            Transaction tx, WorkspaceId workspace, List<String> patterns, String after, int count) {
        var rows = new ArrayList<ActionSummary>();
        String last = after;
        int asked;
        List<ActionSummary> next;
        do {
            asked = Math.min(BATCH, count - rows.size());
            next = ActionTable.page(tx, workspace, patterns, last, asked);
            rows.addAll(next);
            last = rows.isEmpty() ? last : rows.getLast().slug();
        } while (next.size() == asked && rows.size() < count && fitting(rows, count) == rows.size());
        return rows;
    }

    /** How many of these make a page: at most so many, and not more than {@link #PAGE_CHARACTERS}, but at least one. */
    private static int fitting(List<ActionSummary> rows, int most) {
        long characters = 0;
        int fitting = 0;
        for (ActionSummary row : rows) {
            characters += row.toJson().write().length();
            if (fitting == most || (fitting > 0 && characters > PAGE_CHARACTERS)) {
                break;
            }
            fitting++;
        }
        return fitting;
    }

    /** A credential that is limited to single actions: each is looked up, so that its page is as full as others'. */
    private List<ActionSummary> granted(Caller caller, List<String> patterns, String after, int count) {
        var slugs = new TreeSet<>(caller.grants().actions()).tailSet(after, false);
        return database.read(tx -> {
            var found = new ArrayList<ActionSummary>();
            for (String slug : slugs) {
                if (found.size() < count && Slugs.isSlug(slug)) {
                    ActionTable.one(tx, caller.workspace(), patterns, slug).ifPresent(found::add);
                }
            }
            return found;
        });
    }

    /** One action. ACTION_UNAVAILABLE while it is stopped, UNSUPPORTED_ENTRYPOINT when events start its workflow. */
    public Action get(Caller caller, String slug) {
        requireSomeRead(caller);
        if (!Slugs.isSlug(slug) || !caller.grants().mayRead(slug)) {
            throw notFound();
        }
        ActionTable.Entry entry = database.read(tx -> ActionTable.find(tx, caller.workspace(), slug))
                .orElseThrow(Actions::notFound);
        if (!entry.target().callable()) {
            throw notCallable();
        }
        if (!entry.target().live()) {
            throw unavailable(
                    library.pause(caller.workspace(), entry.target().workflow()).orElse(null));
        }
        return entry.action();
    }

    private static void requireSomeRead(Caller caller) {
        Grants grants = caller.grants();
        if (grants.actions().isEmpty()) {
            caller.require(Scope.ACTIONS_READ);
        }
    }

    /**
     * What a call of the slug runs at this moment; costs no look into the database within a second of the last call.
     *
     * @throws Problem FORBIDDEN when the caller may not run it, whether there is such an action or not;
     *     ACTION_NOT_FOUND, ACTION_UNAVAILABLE, UNSUPPORTED_ENTRYPOINT
     */
    public RunnableAction resolve(Caller caller, String slug) {
        caller.requireRun(slug);
        return resolve(caller.workspace(), slug);
    }

    /**
     * What a step of a workflow of this workspace calls by a slug: the workflow was let call it when it was deployed.
     *
     * @throws Problem ACTION_NOT_FOUND, ACTION_UNAVAILABLE, UNSUPPORTED_ENTRYPOINT
     */
    public RunnableAction resolve(WorkspaceId workspace, String slug) {
        if (!Slugs.isSlug(slug)) {
            throw notFound();
        }
        return switch (resolver.resolve(workspace, slug)) {
            case Resolved.Ready ready -> ready.action();
            case Resolved.Unavailable down -> throw unavailable(down.pause());
            case Resolved.NotCallable eventDriven -> throw notCallable();
            case Resolved.Unknown unknown -> throw notFound();
        };
    }

    public void whenChanged(Listener listener) {
        listeners.add(listener);
    }

    /** What the slug stands for has changed, and is committed. */
    void changed(WorkspaceId workspace, String slug) {
        resolver.forget(workspace, slug);
        listeners.forEach(listener -> listener.changed(workspace, slug));
    }

    private static Problem notFound() {
        return Problem.of(
                ProblemCode.ACTION_NOT_FOUND, "There is no action with this slug: list_actions shows those that are.");
    }

    private static Problem unavailable(@Nullable Pause pause) {
        return Problem.of(
                ProblemCode.ACTION_UNAVAILABLE,
                pause == null
                        ? "This action is stopped: deploying its workflow again brings it back."
                        : "This action is paused. " + pause.reason()
                                + " Deploying its workflow again brings it back, best after mending it.");
    }

    private static Problem notCallable() {
        return Problem.of(
                ProblemCode.UNSUPPORTED_ENTRYPOINT,
                "Events start the workflow of this slug, so it cannot be called: send an event to its webhook or wait for"
                        + " its time, as get_workflow tells; or give it an action_input node in place of its trigger and"
                        + " deploy it again.");
    }
}
