package dev.triggo.connectors;

import dev.triggo.connectors.catalog.Catalog;
import dev.triggo.connectors.jars.ConnectorJars;
import dev.triggo.connectors.plain.Plain;
import dev.triggo.connectors.plain.PlainJsonText;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Circuits;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.JsonText;
import dev.triggo.sdk.KeyValues;
import dev.triggo.sdk.Log;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.RunInfo;
import dev.triggo.sdk.Sockets;
import dev.triggo.store.Database;
import dev.triggo.triggers.kinds.TriggerKind;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connectors there are, and the one way to call them. */
public final class Connectors {
    /** The largest output of a call, as compact JSON in UTF-8. */
    public static final int MAX_OUTPUT_BYTES = 1 << 20;

    /** No connector is called so: lists of operations tell the kinds of node under this name. */
    public static final String RESERVED_NAME = "nodes";

    private static final int MOST_CHOICES = 100;
    private static final Logger LOG = LoggerFactory.getLogger(Connectors.class);
    private static final JsonText JSON = new PlainJsonText();
    private static final ConnectorError UNFORESEEN =
            new ConnectorError(ErrorCode.UNKNOWN, "The connector failed in a way that it does not know.");

    private final Registry registry;
    private final BuiltConnectors built;
    private final Egress egress;
    private final WorkspaceRules rules;
    private final Clock clock;
    private final Breakers breakers;
    private final @Nullable Kept kept;
    private final SigningIn signingIn;

    /** The built-in connectors, to be asked what they do: there are no connections, and nothing is kept between calls. */
    public Connectors(Egress egress, WorkspaceRules rules, Clock clock) {
        this(egress, rules, clock, BuiltConnectors.none());
    }

    /** As {@link #Connectors(Egress, WorkspaceRules, Clock)}, with the connectors that workspaces have made. */
    public Connectors(Egress egress, WorkspaceRules rules, Clock clock, BuiltConnectors built) {
        this(new Registry(Catalog.all()), built, egress, rules, clock, new Breakers(System::nanoTime), null);
    }

    /** The built-in connectors, with what workspaces keep for them. */
    public Connectors(Egress egress, WorkspaceRules rules, Clock clock, Kept kept) {
        this(
                new Registry(Catalog.all()),
                new BuiltConnectors(kept.database()),
                egress,
                rules,
                clock,
                new Breakers(System::nanoTime, kept.circuits()),
                kept);
    }

    /**
     * What workspaces keep for connectors.
     *
     * @param circuits what all servers know of services that fail; null for one that is on its own
     */
    public record Kept(
            Credentials credentials,
            Database database,
            @Nullable Circuits circuits) {
        public Kept(Credentials credentials, Database database) {
            this(credentials, database, null);
        }
    }

    Connectors(List<Connector> connectors, Egress egress, WorkspaceRules rules, Clock clock, Breakers breakers) {
        this(connectors, egress, rules, clock, breakers, null);
    }

    Connectors(
            List<Connector> connectors,
            Egress egress,
            WorkspaceRules rules,
            Clock clock,
            Breakers breakers,
            @Nullable Kept kept) {
        this(new Registry(connectors), BuiltConnectors.none(), egress, rules, clock, breakers, kept);
    }

    private Connectors(
            Registry registry,
            BuiltConnectors built,
            Egress egress,
            WorkspaceRules rules,
            Clock clock,
            Breakers breakers,
            @Nullable Kept kept) {
        this.kept = kept;
        this.signingIn = new SigningIn(kept == null ? null : kept.credentials());
        this.registry = registry;
        this.built = built;
        this.egress = egress;
        this.rules = rules;
        this.clock = clock;
        this.breakers = breakers;
    }

    /**
     * Takes in the connectors of the jars in this folder. For the start, before anybody asks. A jar that is no good is
     * left out with a line in the log.
     */
    public void addJars(Path folder) {
        var taken = new HashSet<String>();
        registry.list().forEach(connector -> taken.add(connector.name()));
        taken.add(RESERVED_NAME);
        new ConnectorJars().read(folder, taken).forEach(found -> registry.add(found.connector(), found.jar()));
    }

    /** The connectors as a workspace sees them, each in its newest version. */
    public Shelf of(WorkspaceId workspace) {
        return new Shelf(this, registry, built, workspace, Map::of);
    }

    /** The connectors as a deployed version of a workflow has them. */
    public Shelf of(WorkspaceId workspace, WorkflowId workflow, long version) {
        return new Shelf(this, registry, built, workspace, () -> built.pins(workspace, workflow, version));
    }

    /** True for a name that no workspace can give: that of a built-in connector, or the word for the kinds of node. */
    public boolean isTaken(String name) {
        return name.equals(RESERVED_NAME) || registry.find(name) != null;
    }

    /**
     * Calls an operation once and waits for its end or the deadline. Everything that goes wrong is in the result. In a
     * dry run only operations that read may be called: another one throws IllegalArgumentException, for its caller must
     * have recorded it instead.
     *
     * @throws InterruptedException the thread was interrupted
     */
    public CallResult call(CallRequest request) throws InterruptedException {
        return call(request, Via.NOTHING);
    }

    /**
     * As {@link #call(CallRequest)}, signed in with a connection, whose hosts are the only ones that are called. What the
     * other side sends back of its secrets is blanked.
     */
    public CallResult call(CallRequest request, Via via) throws InterruptedException {
        return of(request.workspace()).call(request, via);
    }

    CallResult call(CallRequest request, Via via, @Nullable Operation operation) throws InterruptedException {
        if (operation == null) {
            return failed(
                    new ConnectorError(
                            ErrorCode.NOT_FOUND,
                            "There is no operation %s of a connector %s."
                                    .formatted(request.operation(), request.connector())),
                    List.of());
        }
        Action action = operation.action();
        Map<String, @Nullable Object> input = Plain.map(request.input());
        List<Fault> faults = operation.check(request.input(), input);
        if (!faults.isEmpty()) {
            return failed(new ConnectorError(ErrorCode.VALIDATION_ERROR, words(faults)), List.of());
        }
        Map<String, @Nullable Object> whole = action.withDefaults(input);
        boolean reads = action.sideEffect(whole) == dev.triggo.sdk.SideEffect.READ;
        if (request.dryRun() && !reads) {
            throw new IllegalArgumentException("A writing operation was called in a dry run.");
        }
        return carryOut(operation.auth(), new Task(action::run, new Props(whole), reads), request, via);
    }

    /**
     * What is done with a service.
     *
     * @param reads it changes nothing
     */
    record Task(Action.Body body, Props input, boolean reads) {}

    CallResult carryOut(Auth auth, Task task, CallRequest request, Via via) throws InterruptedException {
        return signingIn.call(request, via, auth, signIn -> carryOut(task, request, signIn));
    }

    /** What may start runs under this name, or null. */
    public @Nullable TriggerKind trigger(String connector, String operation) {
        return registry.trigger(connector, operation);
    }

    /** All connectors of a workspace as their authors wrote them; of one that was built, without its operations. */
    List<Connector> definitions(WorkspaceId workspace) {
        var all = new ArrayList<>(registry.definitions());
        built.list(workspace).forEach(head -> {
            Connector definition = registry.find(head.name()) == null ? definition(workspace, head.name()) : null;
            if (definition != null) {
                all.add(definition);
            }
        });
        return all;
    }

    /** One of them; null when there is none of that name. */
    @Nullable
    Connector definition(WorkspaceId workspace, String name) {
        Connector known = registry.definition(name);
        return known != null ? known : built.definition(workspace, name);
    }

    /** As {@link #definition}, of one that was built with what it is tried by. */
    public @Nullable Connector trial(WorkspaceId workspace, String name) {
        Connector known = registry.definition(name);
        return known != null ? known : built.trial(workspace, name);
    }

    /** What workspaces have built. */
    public BuiltConnectors built() {
        return built;
    }

    /** Tries a connection by what its connector says, or by the first action that reads and needs nothing. */
    Connections.Verdict tryOut(Connection connection, long deadlineNanos) throws InterruptedException {
        Trial trial = Trial.of(trial(connection.workspace(), connection.connector()));
        if (trial == null) {
            return new Connections.Verdict(
                    null, "The connector has no call that would tell: the first step that uses the connection will.");
        }
        var request = new CallRequest(
                connection.workspace(),
                connection.connector(),
                Trial.NAME,
                Json.EMPTY_OBJECT,
                Trial.NAME,
                1,
                connection.id(),
                true,
                deadlineNanos);
        var task = new Task(trial.body(), trial.input(), true);
        CallResult result = signingIn.trial(connection, signIn -> carryOut(task, request, signIn));
        return switch (result) {
            case CallResult.Done done -> new Connections.Verdict(true, "The service takes the connection.");
            case CallResult.Failed failed -> new Connections.Verdict(false, failed.message());
        };
    }

    /**
     * What is told of a connector or an operation, with {@code connections: [{id, name}]} that a node of it may name in this
     * workspace; as it is for one that takes none.
     */
    public Json.Obj withConnections(Json.Obj told, WorkspaceId workspace, String connector) {
        Connector definition = definition(workspace, connector);
        if (kept == null || definition == null || definition.auth() instanceof Auth.None) {
            return told;
        }
        List<Json.Obj> choices = kept.credentials().list(workspace, connector).stream()
                .limit(MOST_CHOICES)
                .map(Connection::toChoice)
                .toList();
        return told.with("connections", Json.array(choices));
    }

    /** Why a node of this connector may not name this connection, in a sentence; null when it may. */
    public @Nullable String connectionFault(WorkspaceId workspace, String connector, String connection) {
        Optional<Connection> found =
                kept == null ? Optional.empty() : kept.credentials().find(workspace, connection);
        if (found.isEmpty()) {
            return "There is no such connection: connectionId is the id of one that the workspace has, as it stands and not from a template.";
        }
        return found.get().connector().equals(connector)
                ? null
                : "The connection is one of %s, not of %s."
                        .formatted(found.get().connector(), connector);
    }

    private CallResult carryOut(Task task, CallRequest request, SignIn signIn) throws InterruptedException {
        EgressRules hosts = rules.of(request.workspace()).and(signIn.hosts());
        var log = new BoundedLog();
        try (var http = new GatedCalls(egress, hosts, breakers, request, signIn.connection(), task.reads())) {
            CallResult result =
                    run(request.operation(), task.body(), context(task.input(), http, log, request, signIn), log);
            ConnectorError denied = http.denied();
            return signIn.blanked(denied == null ? result : failed(denied, log.lines()));
        }
    }

    private KeyValues store(CallRequest request, SignIn signIn) {
        return kept == null
                ? new NothingKept()
                : new KeptValues(kept.database(), clock, request.workspace(), request.connector(), signIn.connection());
    }

    private static CallResult run(String name, Action.Body body, ActionContext context, BoundedLog log)
            throws InterruptedException {
        Object output;
        try {
            output = body.run(context);
        } catch (ConnectorError failed) {
            return failed(failed, log.lines());
        } catch (RuntimeException bug) {
            // Its message may hold what it was given, secrets too: the place says enough.
            LOG.error("Operation {} has a bug: {} at {}", name, bug.getClass().getName(), place(bug));
            return failed(UNFORESEEN, log.lines());
        } catch (StackOverflowError | LinkageError | AssertionError broken) {
            LOG.error("Operation {} is broken: {}", name, broken.getClass().getName());
            return failed(UNFORESEEN, log.lines());
        }
        try {
            Json json = Plain.toJson(output);
            if (Outputs.fits(json)) {
                return new CallResult.Done(json, log.lines());
            }
            return failed(new ConnectorError(ErrorCode.RESPONSE_TOO_LARGE, Outputs.TOO_LARGE), log.lines());
        } catch (IllegalArgumentException | ClassCastException notJson) {
            return failed(
                    new ConnectorError(
                            ErrorCode.UNKNOWN, "The connector gave an output that is not JSON or is nested too deep."),
                    log.lines());
        }
    }

    private static String place(RuntimeException bug) {
        StackTraceElement[] frames = bug.getStackTrace();
        return frames.length == 0 ? "an unknown place" : frames[0].toString();
    }

    private static String words(List<Fault> faults) {
        return faults.stream()
                .limit(20)
                .map(fault -> fault.path() + ": " + fault.message())
                .collect(Collectors.joining(" ", "The input does not fit the operation. ", ""));
    }

    static CallResult.Failed failed(ConnectorError error, List<String> log) {
        return new CallResult.Failed(
                error.code().name(),
                error.sentence(),
                error.retryable(),
                error.retryAfter().orElse(null),
                error.code() == ErrorCode.EGRESS_DENIED,
                log);
    }

    private ActionContext context(Props props, GatedCalls http, Log log, CallRequest request, SignIn signIn) {
        var run = new RunInfo(
                request.run(),
                request.attempt(),
                request.idempotencyKey(),
                request.dryRun(),
                clock.instant().plusNanos(Math.max(0, request.deadlineNanos() - System.nanoTime())));
        return new Context(
                props, signIn.credential(), store(request, signIn), http, http.sockets(), JSON, log, run, clock);
    }

    private record Context(
            Props props,
            Credential credential,
            KeyValues store,
            HttpCalls http,
            Sockets sockets,
            JsonText json,
            Log log,
            RunInfo run,
            Clock clock)
            implements ActionContext {}
}
