package dev.triggo.connectors.builds;

import dev.triggo.connectors.BuiltTable;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.connectors.WorkspaceRules;
import dev.triggo.connectors.openapi.BuildProblem;
import dev.triggo.egress.Egress;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.UnknownNames;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Belongings;
import dev.triggo.store.Database;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Makes connectors of documents. A build is accepted at once and done in the background, one at a time; it outlives a
 * restart.
 */
public final class ConnectorBuilds implements AutoCloseable {
    /** What is kept here of a workspace. */
    public static final Belongings BELONGINGS = Belongings.of("""
            DELETE FROM connector_builds WHERE id IN
                (SELECT id FROM connector_builds WHERE workspace_id = ? LIMIT 500)""");

    /** A document of 10 MiB as text inside of JSON, where its quotes and line ends take two characters. */
    public static final int MAX_REQUEST_BYTES = 16 << 20;

    private static final int MAX_WAITING = 20;
    private static final int MAX_CONNECTORS = 200;
    private static final Pattern ID = Pattern.compile("[0-9a-v]{1,64}");
    private static final Set<String> BUILD = Set.of("name", "openapi", "openapiUrl", "manifest", "include");

    private final Database database;
    private final Connectors connectors;
    private final Clock clock;
    private final Ids ids;
    private final BuildWorker worker;
    private final ConnectorCheck check;

    /** @param rules what each workspace may call, for documents that are fetched */
    public ConnectorBuilds(
            Database database, Connectors connectors, Egress egress, WorkspaceRules rules, Clock clock, Ids ids) {
        this.database = database;
        this.connectors = connectors;
        this.clock = clock;
        this.ids = ids;
        this.worker = new BuildWorker(database, connectors, egress, rules, clock);
        this.check = new ConnectorCheck(database, connectors, egress, rules, ids);
    }

    /** Takes up what was cut off, and looks for builds that other servers have left. */
    public void start() {
        worker.start();
    }

    /**
     * Accepts a build: {@code {buildId, status}}.
     *
     * @param body {@code {name, openapi | openapiUrl | manifest, include}}
     * @throws Problem BAD_REQUEST with all faults at once; OVERLOADED when the workspace has too many builds waiting
     */
    public Json.Obj build(WorkspaceId workspace, PersonId by, Json.Obj body) {
        refuseUnknown(body, BUILD);
        BuildRequest request = BuildRequest.of(body);
        if (connectors.isTaken(request.name())) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "'%s' is the name of a built-in connector: choose another name.".formatted(request.name()));
        }
        int waiting = database.read(tx -> BuildTable.waiting(tx, workspace));
        if (waiting >= MAX_WAITING) {
            throw Problem.later(
                    ProblemCode.OVERLOADED,
                    "%d builds of this workspace wait already. Nothing was accepted: try again when they are done."
                            .formatted(waiting),
                    Duration.ofSeconds(10));
        }
        refuseTooMany(workspace, request.name());
        String id = ids.next();
        database.write(tx -> {
            BuildTable.insert(tx, new BuildTable.Asked(id, workspace, by.value()), request, clock.millis());
            return id;
        });
        worker.wake();
        return Json.object()
                .put("buildId", id)
                .put("status", BuildTable.Status.QUEUED.word())
                .build();
    }

    private void refuseTooMany(WorkspaceId workspace, String name) {
        boolean full = database.read(tx -> BuiltTable.count(tx, workspace) >= MAX_CONNECTORS
                && (name.isEmpty() || BuiltTable.newest(tx, workspace, name).isEmpty()));
        if (full) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The workspace has %d connectors of its own, and may have no more: build one of them again, by its name."
                            .formatted(MAX_CONNECTORS));
        }
    }

    /** How a build stands: {@code {buildId, status, connector?, version?, operations?, found?, problems[]}}; BUILD_NOT_FOUND. */
    public Json.Obj status(WorkspaceId workspace, String id) {
        var build = ID.matcher(id).matches()
                ? database.read(tx -> BuildTable.find(tx, workspace, id)).orElse(null)
                : null;
        if (build == null) {
            throw Problem.of(
                    ProblemCode.BUILD_NOT_FOUND,
                    "There is no build with this id: build_connector starts one and gives its id.");
        }
        boolean done = build.status().equals(BuildTable.Status.SUCCEEDED.word());
        List<String> operations = !done
                ? List.of()
                : database.read(tx -> BuiltTable.summaries(tx, workspace, id)).stream()
                        .map(OperationInfo.Summary::name)
                        .toList();
        Long version = build.version();
        Long found = build.found();
        return Json.object()
                .put("buildId", id)
                .put("status", build.status())
                .putIf("connector", build.name().isEmpty() ? null : build.name())
                .putIf("version", version == null ? null : Json.of(version))
                .putIf("operations", done ? Json.strings(operations) : null)
                .putIf("found", found == null ? null : Json.of(found))
                .put(
                        "problems",
                        Json.array(build.problems().stream()
                                .map(BuildProblem::toJson)
                                .toList()))
                .build();
    }

    /**
     * Checks a connector or a manifest: {@code {valid, problems[], live?}}.
     *
     * @param body {@code {connector | manifest, connectionId, live}}
     * @throws Problem BAD_REQUEST; CONNECTOR_NOT_FOUND
     * @throws InterruptedException the thread was interrupted while the service was called
     */
    public Json.Obj validate(WorkspaceId workspace, Json.Obj body) throws InterruptedException {
        return check.check(workspace, body);
    }

    static void refuseUnknown(Json.Obj body, Set<String> known) {
        UnknownNames.in("the request", body.fields().keySet(), new TreeSet<>(known))
                .refuse();
    }

    /** Leaves what is under way to the next start. */
    @Override
    public void close() {
        worker.close();
    }
}
