package dev.triggo.actions;

import dev.triggo.access.Caller;
import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Deployable;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.ConnectorMove;
import dev.triggo.workflow.WorkflowType;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes workflows live and down, with the action that goes with them. All of it needs {@code workflows:write}.
 *
 * <p>A slug is given or made at the first deploy and stays with the workflow until that is deleted; then it is free
 * again. The version and its action are written in one transaction. A workflow that events start holds a slug too, so
 * that calling it can be told from calling nothing.
 */
public final class Publishing {
    private static final int MAX_ATTEMPTS = 5;
    private static final int MAX_CLAIMS = 1_000;

    private final Database database;
    private final Library library;
    private final Releases releases;
    private final Actions actions;
    private final SideEffects effects;

    public Publishing(Database database, Library library, Releases releases, Actions actions, SideEffects effects) {
        this.database = database;
        this.library = library;
        this.releases = releases;
        this.actions = actions;
        this.effects = effects;
    }

    /** A version and the slug it went out under. */
    private record Outcome(Releases.Published published, String slug) {}

    /**
     * Makes the draft the next version and sets it live.
     *
     * @param slug what to call the action; null to make it from the name, or for one that has a slug
     * @param expectedRevision the draft that was looked at; null for whatever is there
     * @throws Problem WORKFLOW_INVALID with every problem; BAD_REQUEST for a slug that is malformed, taken, or another
     *     than the one the workflow has; VERSION_CONFLICT when the draft is not at the expected revision
     */
    public Deployed deploy(Caller caller, WorkflowId id, @Nullable String slug, @Nullable Long expectedRevision) {
        caller.require(Scope.WORKFLOWS_WRITE);
        if (slug != null) {
            Slugs.check(slug);
        }
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Outcome> outcome = publish(caller, releases.draft(caller.workspace(), id, expectedRevision), slug);
            if (outcome.isPresent()) {
                return deployed(caller, outcome.get());
            }
        }
        throw Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "Others keep changing this workflow: wait until they are done, then deploy.");
    }

    /** Makes an older version's content the next version and sets it live; the draft stays as it is. */
    public Deployed rollback(Caller caller, WorkflowId id, long version) {
        caller.require(Scope.WORKFLOWS_WRITE);
        Outcome outcome = publish(caller, releases.older(caller.workspace(), id, version), null)
                // A rollback asks for no revision: only a deleted workflow refuses it.
                .orElseThrow(() -> Problem.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        "There is no workflow with this id: list_workflows shows those that are."));
        return deployed(caller, outcome);
    }

    /**
     * Deploys what is live again, with a newer version of one of its connectors; the draft stays as it is.
     *
     * @throws Problem as {@link Releases#moved}
     */
    public Deployed move(Caller caller, WorkflowId id, ConnectorMove move) {
        caller.require(Scope.WORKFLOWS_WRITE);
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            Optional<Outcome> outcome = publish(caller, releases.moved(caller.workspace(), id, move), null);
            if (outcome.isPresent()) {
                return deployed(caller, outcome.get());
            }
        }
        throw Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "Others keep deploying this workflow: wait until they are done, then move it.");
    }

    /** Takes the workflow and its action out of service; runs under way go on. */
    public SavedWorkflow stop(Caller caller, WorkflowId id) {
        caller.require(Scope.WORKFLOWS_WRITE);
        WorkspaceId workspace = caller.workspace();
        SavedWorkflow before = library.head(workspace, id);
        database.write(tx -> {
            releases.stop(tx, workspace, id);
            return before;
        });
        changed(workspace, before.slug());
        return library.get(workspace, id);
    }

    /** Deletes the workflow and its action, and frees the slug. Runs, their journal and the versions stay. */
    public void delete(Caller caller, WorkflowId id) {
        caller.require(Scope.WORKFLOWS_WRITE);
        WorkspaceId workspace = caller.workspace();
        SavedWorkflow before = library.head(workspace, id);
        Optional<String> slug = database.write(tx -> {
            releases.delete(tx, workspace, id);
            Optional<String> freed = ActionTable.slugOf(tx, workspace, id);
            ActionTable.delete(tx, workspace, id);
            return freed;
        });
        changed(workspace, slug.orElse(before.slug()));
    }

    private void changed(WorkspaceId workspace, @Nullable String slug) {
        if (slug != null) {
            actions.changed(workspace, slug);
        }
    }

    private Deployed deployed(Caller caller, Outcome outcome) {
        WorkflowVersion version = outcome.published().version();
        actions.changed(caller.workspace(), outcome.slug());
        return new Deployed(
                version.workflow(),
                version.version(),
                version.type(),
                version.type() == WorkflowType.CALLABLE ? outcome.slug() : null,
                outcome.published().entrance(),
                library.head(caller.workspace(), version.workflow()).status());
    }

    private Optional<Outcome> publish(Caller caller, Deployable what, @Nullable String given) {
        refuseRenaming(what.slug(), given);
        refuseTellingItself(what, what.slug() == null ? given : what.slug());
        Publication shown = Publication.of(what, effects);
        String wanted = given == null ? Slugs.of(what.name()) : given;
        // Looked up before the write, which only has to settle who was first.
        Set<String> taken =
                what.slug() != null ? Set.of() : database.read(tx -> ActionTable.alike(tx, what.workspace(), wanted));
        if (given != null && taken.contains(given)) {
            throw taken(given, taken);
        }
        releases.prepare(what);
        return database.write(tx -> {
            Releases.Published published =
                    releases.publish(tx, what, caller.person()).orElse(null);
            if (published == null) {
                return Optional.empty();
            }
            String slug =
                    ActionTable.slugOf(tx, what.workspace(), what.workflow()).orElse(null);
            if (slug == null) {
                slug = claim(tx, published.version(), new Wish(wanted, given != null, taken), shown);
                releases.named(tx, what, slug);
            } else {
                refuseRenaming(slug, given);
                ActionTable.replace(tx, published.version(), slug, shown);
            }
            refuseTellingItself(what, slug);
            return Optional.of(new Outcome(published, slug));
        });
    }

    /** @param exact no other slug will do */
    private record Wish(String slug, boolean exact, Set<String> taken) {}

    private static String claim(Transaction tx, WorkflowVersion version, Wish wish, Publication shown) {
        int number = 0;
        for (int attempt = 0; attempt < MAX_CLAIMS; attempt++) {
            number = Slugs.freeNumber(wish.slug(), wish.taken(), number + 1);
            String slug = Slugs.numbered(wish.slug(), number);
            if (ActionTable.claim(tx, version, slug, shown)) {
                return slug;
            }
            if (wish.exact()) {
                throw taken(slug, ActionTable.alike(tx, version.workspace(), slug));
            }
        }
        throw Problem.of(
                ProblemCode.VERSION_CONFLICT,
                "Others take every slug that is tried for `" + wish.slug() + "`: deploy again, or give a slug.");
    }

    private static void refuseRenaming(@Nullable String present, @Nullable String given) {
        if (present != null && given != null && !present.equals(given)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "This workflow is published as `%s` and keeps that slug: deploy without `slug`, or publish a copy."
                            .formatted(present));
        }
    }

    private static void refuseTellingItself(Deployable what, @Nullable String slug) {
        if (slug != null && slug.equals(what.graph().onFailure())) {
            String message = "'" + slug + "' is this workflow itself: name another action.";
            throw Problem.of(
                    ProblemCode.WORKFLOW_INVALID,
                    "The workflow cannot be deployed: an action that is told of failures must be another one.",
                    List.of(Json.object()
                            .put("path", "/onFailure/action")
                            .put("rule", "own_slug")
                            .put("message", message)
                            .build()));
        }
    }

    private static Problem taken(String slug, Set<String> taken) {
        String free = Slugs.numbered(slug, Slugs.freeNumber(slug, taken, 2));
        return Problem.of(
                ProblemCode.BAD_REQUEST,
                "The slug `%s` is taken in this workspace; `%s` is free.".formatted(slug, free),
                List.of(Json.object()
                        .put("path", "/slug")
                        .put("message", "taken")
                        .put("free", free)
                        .build()));
    }
}
