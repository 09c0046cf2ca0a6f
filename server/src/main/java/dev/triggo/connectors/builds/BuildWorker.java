package dev.triggo.connectors.builds;

import dev.triggo.connectors.BuiltTable;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.WorkspaceRules;
import dev.triggo.connectors.builds.BuildTable.Build;
import dev.triggo.connectors.builds.BuildTable.End;
import dev.triggo.connectors.builds.BuildTable.Status;
import dev.triggo.connectors.built.BuiltOperation;
import dev.triggo.connectors.openapi.ApiDocument;
import dev.triggo.connectors.openapi.BuildProblem;
import dev.triggo.connectors.openapi.BuildRefused;
import dev.triggo.connectors.openapi.Include;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Connector;
import dev.triggo.store.Database;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does builds, one after the other: a large document takes memory, and two of them twice as much. */
final class BuildWorker implements AutoCloseable {
    /** So long a build is left to the server that works on it, without a sign of life. */
    private static final Duration HELD = Duration.ofSeconds(60);

    /** How long it can be asked how a build ended. */
    private static final Duration KEPT = Duration.ofDays(30);

    private static final Duration FETCH = Duration.ofSeconds(30);
    private static final int MAX_DOCUMENT = 16 << 20;
    private static final int MAX_ATTEMPTS = 3;
    private static final int CHUNK = 50;
    private static final long LOOKS_EVERY_SECONDS = 15;
    private static final Logger LOG = LoggerFactory.getLogger(BuildWorker.class);

    private final Database database;
    private final Connectors connectors;
    private final Egress egress;
    private final WorkspaceRules rules;
    private final Clock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("connector-builds").factory());

    /** Whose build was the last one: nobody waits behind all that another workspace has asked for. */
    private String served = "";

    BuildWorker(Database database, Connectors connectors, Egress egress, WorkspaceRules rules, Clock clock) {
        this.database = database;
        this.connectors = connectors;
        this.egress = egress;
        this.rules = rules;
        this.clock = clock;
    }

    void start() {
        var unused = thread.scheduleWithFixedDelay(this::workOff, 0, LOOKS_EVERY_SECONDS, TimeUnit.SECONDS);
        unused = thread.scheduleWithFixedDelay(this::sweep, 1, 60, TimeUnit.MINUTES);
    }

    /** Says that there is something to do. */
    void wake() {
        try {
            thread.execute(this::workOff);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("a build waits for the next start");
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            if (!thread.awaitTermination(5, TimeUnit.SECONDS)) {
                LOG.warn("a connector build did not stop in time and is begun anew at the next start");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void workOff() {
        try {
            Optional<Build> next = claim();
            while (next.isPresent() && !Thread.currentThread().isInterrupted()) {
                work(next.get());
                next = Thread.currentThread().isInterrupted() ? Optional.empty() : claim();
            }
        } catch (RuntimeException away) {
            LOG.warn("connector builds wait: {}", away.getMessage());
        }
    }

    private void sweep() {
        try {
            long before = clock.millis() - KEPT.toMillis();
            int forgotten = database.write(tx -> BuildTable.sweep(tx, before));
            LOG.debug("{} builds of long ago are forgotten", forgotten);
        } catch (RuntimeException away) {
            LOG.warn("old connector builds are kept for now: {}", away.getMessage());
        }
    }

    private Optional<Build> claim() {
        long now = clock.millis();
        Optional<Build> next = database.write(tx -> BuildTable.claim(tx, served, now, now + HELD.toMillis()));
        next.ifPresent(build -> served = build.workspace().value());
        return next;
    }

    private void work(Build build) {
        BuildTable.End end;
        try {
            end = build.attempts() >= MAX_ATTEMPTS
                    ? failed(
                            build,
                            "The build was cut off %d times and is given up.".formatted(MAX_ATTEMPTS),
                            "Build it again; a smaller document may help.")
                    : built(build);
        } catch (BuildRefused refused) {
            end = new End(Status.FAILED, build.name(), null, null, null, refused.problems());
        } catch (InterruptedException stopping) {
            database.write(tx -> {
                BuildTable.release(tx, build.id(), clock.millis());
                return build;
            });
            Thread.currentThread().interrupt();
            return;
        } catch (StackOverflowError tooDeep) {
            end = failed(build, "The document is nested too deeply.", "Make it flatter.");
        } catch (RuntimeException bug) {
            LOG.error("a connector build failed in a way that was not foreseen", bug);
            end = failed(
                    build,
                    "The build failed in a way that was not foreseen; the server's log says more.",
                    "Leave parts of the document out by 'include', to find which one it is.");
        }
        if (end.status() == Status.FAILED) {
            End last = end;
            database.write(tx -> {
                BuiltTable.forget(tx, build.workspace(), build.id());
                BuildTable.end(tx, build.id(), last, clock.millis());
                return last;
            });
        }
    }

    private static End failed(Build build, String message, String mend) {
        var problem = new BuildProblem("", BuildProblem.Severity.ERROR, message, mend);
        return new End(Status.FAILED, build.name(), null, null, null, List.of(problem));
    }

    private End built(Build build) throws BuildRefused, InterruptedException {
        step(build, Status.PARSING);
        String url = build.kind() == BuildRequest.Kind.URL ? build.source() : null;
        String text = url == null ? build.source() : fetched(build.workspace(), url);
        ApiDocument document =
                build.kind() == BuildRequest.Kind.MANIFEST ? ApiDocument.manifest(text) : ApiDocument.openApi(text);
        step(build, Status.GENERATING);
        String name = build.name().isEmpty() ? free(document.suggestedName()) : build.name();
        var include = new Include(build.include());
        Map<String, String> before = database.read(tx -> BuiltTable.find(tx, build.workspace(), name, null)
                .map(known -> BuiltTable.names(tx, build.workspace(), known.build()))
                .orElse(Map.of()));
        database.write(tx -> {
            BuiltTable.forget(tx, build.workspace(), build.id());
            return build;
        });
        var keeper = new Keeper(build);
        var made = document.make(
                new ApiDocument.Making(url, include, before, address -> refusal(build.workspace(), address)), keeper);
        keeper.flush();
        step(build, Status.VALIDATING);
        var problems = new ArrayList<>(made.problems());
        if (made.built() == 0) {
            problems.addFirst(new BuildProblem(
                    "/paths",
                    BuildProblem.Severity.ERROR,
                    "None of the %d operations can be built.".formatted(made.found()),
                    "Mend what the other problems name."));
            return new End(Status.FAILED, name, null, (long) made.found(), 0L, problems);
        }
        // Also checks what only the whole can be wrong in.
        Connector whole = made.connector().connector(name, List.of());
        var head = new ConnectorInfo.Head(
                name,
                whole.displayName(),
                whole.description(),
                whole.auth().kind(),
                ConnectorInfo.BUILT,
                made.built(),
                0,
                null);
        var kept =
                new BuiltTable.Built(head, build.id(), made.connector().toJson().write());
        return database.write(tx -> {
            long version = BuiltTable.insert(tx, build.workspace(), head, kept, clock.millis());
            var end = new End(Status.SUCCEEDED, name, version, (long) made.found(), (long) made.built(), problems);
            BuildTable.end(tx, build.id(), end, clock.millis());
            return end;
        });
    }

    /** Keeps operations in parts, so that neither memory nor the other writers wait; nothing shows them before the end. */
    private final class Keeper implements ApiDocument.Sink {
        private final Build build;
        private final List<BuiltOperation> part = new ArrayList<>();
        private int kept;

        Keeper(Build build) {
            this.build = build;
        }

        @Override
        public void take(BuiltOperation operation) throws InterruptedException {
            part.add(operation);
            if (part.size() == CHUNK) {
                flush();
                step(build, Status.GENERATING);
            }
        }

        void flush() {
            database.write(tx -> {
                BuiltTable.add(tx, build.workspace(), build.id(), kept, part);
                return part;
            });
            kept += part.size();
            part.clear();
        }
    }

    private void step(Build build, Status status) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        long now = clock.millis();
        database.write(tx -> {
            BuildTable.step(tx, build.id(), status, now, now + HELD.toMillis());
            return status;
        });
    }

    private String free(String suggested) {
        return connectors.isTaken(suggested) ? suggested + "-api" : suggested;
    }

    private @Nullable String refusal(WorkspaceId workspace, String address) {
        return egress.refusal(address, rules.of(workspace));
    }

    private String fetched(WorkspaceId workspace, String url) throws BuildRefused, InterruptedException {
        String mend = "Give an address at which the document itself can be read without signing in.";
        try {
            Reply reply = egress.call(OutgoingRequest.of("GET", url)
                    .header("Accept", "application/json, application/yaml, text/yaml, */*;q=0.5")
                    .within(FETCH)
                    .atMost(MAX_DOCUMENT)
                    .followingRedirects()
                    .under(workspace.value(), rules.of(workspace)));
            if (reply.status() != 200) {
                throw refused(
                        "The document could not be fetched: its host answered with status %d."
                                .formatted(reply.status()),
                        mend);
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(reply.body()))
                    .toString();
        } catch (EgressDenied denied) {
            throw refused("The document may not be fetched. " + denied.sentence(), mend);
        } catch (EgressFailure failed) {
            throw refused("The document could not be fetched. " + failed.sentence(), mend);
        } catch (CharacterCodingException notUtf8) {
            throw refused("What was fetched is not UTF-8 text.", mend);
        }
    }

    private static BuildRefused refused(String message, String mend) {
        return new BuildRefused(List.of(new BuildProblem("/openapiUrl", BuildProblem.Severity.ERROR, message, mend)));
    }
}
