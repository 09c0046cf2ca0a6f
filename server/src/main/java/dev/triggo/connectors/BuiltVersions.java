package dev.triggo.connectors;

import dev.triggo.connectors.built.BuiltConnector;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.built.OperationChange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.Times;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The versions of connectors that a workspace has built: which there are, what differs, and who keeps which. */
public final class BuiltVersions {
    private static final int VERSIONS = 100;
    private static final int KEPT = 500;
    private static final int AT_ONCE = 50;
    private static final int NAMED = 500;
    private static final int CHANGES = 200;

    private final Database database;

    BuiltVersions(Database database) {
        this.database = database;
    }

    /** A version of a workflow, and the version of the connector that it keeps. */
    public record Kept(WorkflowId workflow, long workflowVersion, long version) {}

    /**
     * The newest hundred below a version, newest first: {@code {connector, versions: [{version, operations, auth,
     * createdAt}], more}}.
     *
     * @param before null for the newest
     * @throws Problem CONNECTOR_NOT_FOUND, also for a connector that was not built
     */
    public Json.Obj list(WorkspaceId workspace, String name, @Nullable Long before) {
        List<BuiltTable.Made> found = database.read(tx -> {
            require(tx, workspace, name);
            return BuiltTable.versions(tx, workspace, name, before == null ? Long.MAX_VALUE : before, VERSIONS + 1);
        });
        return Json.object()
                .put("connector", name)
                .put(
                        "versions",
                        Json.array(found.stream()
                                .limit(VERSIONS)
                                .map(BuiltVersions::shown)
                                .toList()))
                .put("more", found.size() > VERSIONS)
                .build();
    }

    private static Json.Obj shown(BuiltTable.Made made) {
        return Json.object()
                .put("version", made.version())
                .put("operations", made.actions())
                .put("auth", made.auth())
                .put("createdAt", Times.iso(made.at()))
                .build();
    }

    /** Which versions workflows keep, of the last that each was deployed in; up to 500. */
    public List<Kept> kept(WorkspaceId workspace, String name) {
        return database.read(tx -> {
            require(tx, workspace, name);
            return BuiltTable.kept(tx, workspace, name, KEPT);
        });
    }

    /**
     * What a workflow would find changed that goes from one version to another: {@code {from, to, auth?, addresses?,
     * added[], removed[], changed[], same, breaking}}. Lists have an end; the counts beside them do not.
     *
     * @throws Problem CONNECTOR_NOT_FOUND; NOT_FOUND for a version that there is not
     */
    public Json.Obj changes(WorkspaceId workspace, String name, long from, long to) {
        return database.read(tx -> {
            require(tx, workspace, name);
            BuiltTable.Built before = version(tx, workspace, name, from);
            BuiltTable.Built after = version(tx, workspace, name, to);
            var compared = new Compared();
            compared.look(tx, workspace, before.build(), after.build());
            return compared.toJson(before, after, from, to);
        });
    }

    /** Whether there is this version; CONNECTOR_NOT_FOUND. */
    boolean has(WorkspaceId workspace, String name, long version) {
        return database.read(tx -> {
            require(tx, workspace, name);
            return version > 0 && BuiltTable.find(tx, workspace, name, version).isPresent();
        });
    }

    private static void require(Transaction tx, WorkspaceId workspace, String name) {
        if (BuiltTable.newest(tx, workspace, name).isEmpty()) {
            throw Problem.of(
                    ProblemCode.CONNECTOR_NOT_FOUND,
                    "The workspace has built no connector of this name: only those that are built have versions.");
        }
    }

    private static BuiltTable.Built version(Transaction tx, WorkspaceId workspace, String name, long version) {
        Optional<BuiltTable.Built> found =
                version < 1 ? Optional.empty() : BuiltTable.find(tx, workspace, name, version);
        return found.orElseThrow(() -> Problem.of(
                ProblemCode.NOT_FOUND,
                "The connector has no version %d; its list tells those that it has.".formatted(version)));
    }

    /** The operations of two versions beside each other, read in parts: a document may have thousands. */
    private static final class Compared {
        private final List<String> added = new ArrayList<>();
        private final Set<String> removed = new TreeSet<>();
        private final List<OperationChange> changed = new ArrayList<>();
        private int same;

        void look(Transaction tx, WorkspaceId workspace, String before, String after) {
            removed.addAll(BuiltTable.names(tx, workspace, before).values());
            var known = new HashSet<>(removed);
            int place = 0;
            List<String> part = BuiltTable.plans(tx, workspace, after, place, AT_ONCE);
            while (!part.isEmpty()) {
                for (String plan : part) {
                    BuiltOperation now = operation(plan);
                    removed.remove(now.name());
                    if (known.contains(now.name())) {
                        String then = BuiltTable.plan(tx, workspace, before, now.name())
                                .orElse(plan);
                        compare(then.equals(plan) ? now : operation(then), now);
                    } else {
                        added.add(now.name());
                    }
                }
                place += AT_ONCE;
                part = BuiltTable.plans(tx, workspace, after, place, AT_ONCE);
            }
            changed.sort(Comparator.comparing(change -> !change.isBreaking()));
        }

        private static BuiltOperation operation(String plan) {
            return BuiltOperation.of((Json.Obj) Json.parse(plan));
        }

        private void compare(BuiltOperation then, BuiltOperation now) {
            OperationChange change = OperationChange.between(then, now);
            if (change.isNone()) {
                same++;
            } else {
                changed.add(change);
            }
        }

        Json.Obj toJson(BuiltTable.Built before, BuiltTable.Built after, long from, long to) {
            List<String> was = servers(before);
            List<String> is = servers(after);
            String auth = after.head().auth();
            boolean signsInAnew = !before.head().auth().equals(auth);
            return Json.object()
                    .put("from", from)
                    .put("to", to)
                    .putIf("auth", signsInAnew ? Json.of(auth) : null)
                    .putIf("addresses", was.equals(is) ? null : Json.strings(is))
                    .put("added", Json.strings(first(added)))
                    .put("addedCount", added.size())
                    .put("removed", Json.strings(first(List.copyOf(removed))))
                    .put("removedCount", removed.size())
                    .put(
                            "changed",
                            Json.array(changed.stream()
                                    .limit(CHANGES)
                                    .map(OperationChange::toJson)
                                    .toList()))
                    .put("changedCount", changed.size())
                    .put("same", same)
                    .put(
                            "breaking",
                            signsInAnew
                                    || !removed.isEmpty()
                                    || changed.stream().anyMatch(OperationChange::isBreaking))
                    .build();
        }

        private static List<String> servers(BuiltTable.Built built) {
            return BuiltConnector.of((Json.Obj) Json.parse(built.definition())).addresses();
        }

        private static List<String> first(List<String> names) {
            return names.subList(0, Math.min(NAMED, names.size()));
        }
    }
}
