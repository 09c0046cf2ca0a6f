package dev.triggo.connectors;

import dev.triggo.connectors.catalog.Catalog;
import dev.triggo.egress.Egress;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.JsonText;
import dev.triggo.sdk.Log;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.RunInfo;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
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

    /** The built-in connectors alone. */
    public Connectors(Egress egress, WorkspaceRules rules, Clock clock) {
        this(egress, rules, clock, BuiltConnectors.none());
    }

    /** The built-in connectors, and those that workspaces have made. */
    public Connectors(Egress egress, WorkspaceRules rules, Clock clock, BuiltConnectors built) {
        this(new Registry(Catalog.all()), built, egress, rules, clock, new Breakers(System::nanoTime));
    }

    Connectors(List<Connector> connectors, Egress egress, WorkspaceRules rules, Clock clock, Breakers breakers) {
        this(new Registry(connectors), BuiltConnectors.none(), egress, rules, clock, breakers);
    }

    private Connectors(
            Registry registry,
            BuiltConnectors built,
            Egress egress,
            WorkspaceRules rules,
            Clock clock,
            Breakers breakers) {
        this.registry = registry;
        this.built = built;
        this.egress = egress;
        this.rules = rules;
        this.clock = clock;
        this.breakers = breakers;
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
    boolean isTaken(String name) {
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
        return of(request.workspace()).call(request);
    }

    CallResult call(CallRequest request, @Nullable Operation operation) throws InterruptedException {
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
        if (request.dryRun() && action.sideEffect(whole) == dev.triggo.sdk.SideEffect.WRITE) {
            throw new IllegalArgumentException("A writing operation was called in a dry run.");
        }
        var http = new GatedCalls(egress, rules.of(request.workspace()), breakers, request);
        var log = new BoundedLog();
        CallResult result = run(action, context(new Props(whole), http, log, request), log);
        ConnectorError denied = http.denied();
        return denied == null ? result : failed(denied, log.lines());
    }

    private static CallResult run(Action action, ActionContext context, BoundedLog log) throws InterruptedException {
        Object output;
        try {
            output = action.run(context);
        } catch (ConnectorError failed) {
            return failed(failed, log.lines());
        } catch (RuntimeException bug) {
            // Its message may hold what it was given, secrets too: the place says enough.
            LOG.error(
                    "Operation {} has a bug: {} at {}",
                    action.name(),
                    bug.getClass().getName(),
                    place(bug));
            return failed(UNFORESEEN, log.lines());
        } catch (StackOverflowError tooDeep) {
            LOG.error("Operation {} recursed without end", action.name());
            return failed(UNFORESEEN, log.lines());
        }
        try {
            Json json = Plain.toJson(output);
            if (fits(json)) {
                return new CallResult.Done(json, log.lines());
            }
            return failed(
                    new ConnectorError(
                            ErrorCode.RESPONSE_TOO_LARGE,
                            "The output of the operation is larger than %d bytes.".formatted(MAX_OUTPUT_BYTES)),
                    log.lines());
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

    /** Small values, which are most, are not written out to be measured. */
    private static boolean fits(Json output) {
        return most(output) <= MAX_OUTPUT_BYTES
                || output.write().getBytes(StandardCharsets.UTF_8).length <= MAX_OUTPUT_BYTES;
    }

    /** More bytes than the value can take: a character is six at most, as an escape. */
    private static long most(Json value) {
        return switch (value) {
            case Json.Str s -> 6L * s.value().length() + 3;
            case Json.Num n -> n.literal().length() + 1L;
            case Json.Bool b -> 6;
            case Json.Null n -> 5;
            case Json.Arr a -> a.items().stream().mapToLong(Connectors::most).sum() + 3;
            case Json.Obj o ->
                o.fields().entrySet().stream()
                                .mapToLong(field -> 6L * field.getKey().length() + 4 + most(field.getValue()))
                                .sum()
                        + 3;
        };
    }

    private static String words(List<Fault> faults) {
        return faults.stream()
                .limit(20)
                .map(fault -> fault.path() + ": " + fault.message())
                .collect(Collectors.joining(" ", "The input does not fit the operation. ", ""));
    }

    private static CallResult.Failed failed(ConnectorError error, List<String> log) {
        return new CallResult.Failed(
                error.code().name(),
                error.sentence(),
                error.code().retryable(),
                error.retryAfter().orElse(null),
                error.code() == ErrorCode.EGRESS_DENIED,
                log);
    }

    private ActionContext context(Props props, HttpCalls http, Log log, CallRequest request) {
        var run = new RunInfo(
                request.run(),
                request.attempt(),
                request.idempotencyKey(),
                request.dryRun(),
                clock.instant().plusNanos(Math.max(0, request.deadlineNanos() - System.nanoTime())));
        return new Context(props, Credential.none(), http, JSON, log, run, clock);
    }

    private record Context(
            Props props, Credential credential, HttpCalls http, JsonText json, Log log, RunInfo run, Clock clock)
            implements ActionContext {}
}
