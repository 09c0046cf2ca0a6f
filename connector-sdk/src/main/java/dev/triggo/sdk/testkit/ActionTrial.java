package dev.triggo.sdk.testkit;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.JsonText;
import dev.triggo.sdk.KeyValues;
import dev.triggo.sdk.LiveCheck;
import dev.triggo.sdk.Log;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.RunInfo;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.Sockets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** One action to be called as the server calls it: the input is checked first, its defaults are filled in, then it runs. */
public final class ActionTrial {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Action action;
    private final List<String> lines = new ArrayList<>();
    private Credential credential = Credential.none();
    private KeyValues store = new KeptInMemory();
    private HttpCalls http = new FakeUpstream();
    private Sockets sockets = (host, port, tls) -> {
        throw new ConnectorError(ErrorCode.EGRESS_DENIED, "The test opens no sockets.");
    };
    private Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    private ActionTrial(Action action) {
        this.action = action;
    }

    static ActionTrial of(Action action) {
        return new ActionTrial(action);
    }

    /** Of the action of this name; throws IllegalArgumentException when the connector has none. */
    public static ActionTrial of(Connector connector, String action) {
        return connector.actions().stream()
                .filter(one -> one.name().equals(action))
                .map(ActionTrial::new)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Connector %s has no action %s.".formatted(connector.name(), action)));
    }

    /** Of the connector's live check, as if it were an action without input; throws when there is none. */
    public static ActionTrial ofLiveCheck(Connector connector) {
        LiveCheck check = connector.liveCheck();
        if (check == null) {
            throw new IllegalArgumentException("Connector %s has no live check.".formatted(connector.name()));
        }
        return new ActionTrial(Action.named("live_check")
                .displayName("Live check")
                .description("Whether the connection works.")
                .sideEffect(SideEffect.READ)
                .outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .run(context -> {
                    check.check(context);
                    return Map.of();
                })
                .build());
    }

    /** What it signs in with; nothing when it is not said. */
    public ActionTrial signedInWith(Credential credential) {
        this.credential = credential;
        return this;
    }

    /** Whom it calls. */
    public ActionTrial calling(HttpCalls http) {
        this.http = http;
        return this;
    }

    /** Whom it calls without HTTP; nobody when it is not said. */
    public ActionTrial opening(Sockets sockets) {
        this.sockets = sockets;
        return this;
    }

    /** What it kept before; nothing when it is not said. */
    public ActionTrial keeping(KeyValues store) {
        this.store = store;
        return this;
    }

    /** What time it is; the first moment of 2026 when it is not said. */
    public ActionTrial at(Clock clock) {
        this.clock = clock;
        return this;
    }

    /**
     * Calls it once and gives the output.
     *
     * @throws ConnectorError {@code VALIDATION_ERROR} when the input does not fit, else what the action throws
     */
    public @Nullable Object run(Map<String, @Nullable Object> input) throws ConnectorError, InterruptedException {
        refuse(action.check(input));
        return action.run(new Context(action.withDefaults(input)));
    }

    /**
     * Asks for the choices of a property once, with what has been filled in so far.
     *
     * @throws IllegalArgumentException for a property without choices
     * @throws ConnectorError {@code VALIDATION_ERROR} when what they need is not there, else what the choices throw
     */
    public List<Property.Choice> choices(String property, Map<String, @Nullable Object> input)
            throws ConnectorError, InterruptedException {
        refuse(action.checkNeeded(property, input));
        return asking(action.properties(), property).of(new Context(action.fitting(input)));
    }

    /** As {@link #choices(String, Map)}, where nothing has been filled in. */
    public List<Property.Choice> choices(String property) throws ConnectorError, InterruptedException {
        return choices(property, Map.of());
    }

    static Property.Choices asking(List<Property> properties, String name) {
        return properties.stream()
                .filter(one -> one.name().equals(name))
                .map(Property::asked)
                .filter(Objects::nonNull)
                .map(Property.Asked::choices)
                .findFirst()
                .orElseThrow();
    }

    static void refuse(List<Fault> faults) throws ConnectorError {
        if (!faults.isEmpty()) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    faults.stream()
                            .map(fault -> fault.path() + ": " + fault.message())
                            .collect(Collectors.joining(" ")));
        }
    }

    /** The lines that it logged, the first one first. */
    public List<String> logged() {
        return List.copyOf(lines);
    }

    private final class Context implements ActionContext {
        private final Props props;

        Context(Map<String, @Nullable Object> input) {
            this.props = new Props(input);
        }

        @Override
        public Props props() {
            return props;
        }

        @Override
        public Credential credential() {
            return credential;
        }

        @Override
        public HttpCalls http() {
            return http;
        }

        @Override
        public KeyValues store() {
            return store;
        }

        @Override
        public Sockets sockets() {
            return sockets;
        }

        @Override
        public JsonText json() {
            return new PlainJson();
        }

        @Override
        public Log log() {
            return new Log() {
                @Override
                public void info(String line) {
                    lines.add("info " + line);
                }

                @Override
                public void warn(String line) {
                    lines.add("warn " + line);
                }
            };
        }

        @Override
        public RunInfo run() {
            return new RunInfo("run-1", 1, "key-1", false, clock.instant().plusSeconds(30));
        }

        @Override
        public Clock clock() {
            return clock;
        }
    }
}
