package dev.triggo.sdk.testkit;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.Delivery;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Trigger;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** One trigger to be asked, registered and sent to as the server does it: its config is checked first, with defaults. */
public final class TriggerTrial {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    private final Trigger trigger;
    private final Map<String, @Nullable Object> config;
    private Credential credential = Credential.none();
    private HttpCalls http = new FakeUpstream();

    private TriggerTrial(Trigger trigger, Map<String, @Nullable Object> config) {
        this.trigger = trigger;
        this.config = config;
    }

    /** Of the trigger of this name with this config; throws IllegalArgumentException when the connector has none. */
    public static TriggerTrial of(Connector connector, String trigger, Map<String, @Nullable Object> config)
            throws ConnectorError {
        Trigger found = connector.triggers().stream()
                .filter(one -> one.name().equals(trigger))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "Connector %s has no trigger %s.".formatted(connector.name(), trigger)));
        List<Fault> faults = found.check(config);
        if (!faults.isEmpty()) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "The config does not fit: %s".formatted(faults.getFirst().message()));
        }
        return new TriggerTrial(found, found.withDefaults(config));
    }

    /** What it signs in with; nothing when it is not said. */
    public TriggerTrial signedInWith(Credential signIn) {
        this.credential = signIn;
        return this;
    }

    /** Whom it calls. */
    public TriggerTrial calling(HttpCalls calls) {
        this.http = calls;
        return this;
    }

    /** Asks once. {@code cursor} is what the answer before gave; null at first. */
    public Trigger.Polled poll(@Nullable Object cursor) throws ConnectorError, InterruptedException {
        Trigger.Polling polling = Objects.requireNonNull(trigger.polling(), "a trigger that is asked");
        return (Trigger.Polled) Objects.requireNonNull(run(context -> polling.poll(context, cursor)));
    }

    /** Registers a hook; gives what is kept of it. */
    public @Nullable Object register(Trigger.Hook hook) throws ConnectorError, InterruptedException {
        return run(context -> hooks().register(context, hook));
    }

    /** Ends that. */
    public void unregister(Trigger.Hook hook) throws ConnectorError, InterruptedException {
        run(context -> {
            hooks().unregister(context, hook);
            return null;
        });
    }

    /** What the service sent: its events; {@code AUTH_EXPIRED} for what it did not sign with this secret. */
    public List<Trigger.Item> hear(Map<String, String> headers, String body, String secret) throws ConnectorError {
        var lower = new LinkedHashMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        var delivery = new Delivery(lower, body.getBytes(StandardCharsets.UTF_8), secret, config, new PlainJson(), NOW);
        if (!hooks().isSigned(delivery)) {
            throw new ConnectorError(ErrorCode.AUTH_EXPIRED, "The delivery is not signed.");
        }
        return hooks().events(delivery);
    }

    /**
     * Asks for the choices of a property once, with what has been filled in so far; the config that the trial is of counts for
     * nothing here.
     *
     * @throws IllegalArgumentException for a property without choices
     * @throws ConnectorError {@code VALIDATION_ERROR} when what they need is not there, else what the choices throw
     */
    public List<Property.Choice> choices(String property, Map<String, @Nullable Object> filledIn)
            throws ConnectorError, InterruptedException {
        ActionTrial.refuse(trigger.checkNeeded(property, filledIn));
        Property.Choices choices = ActionTrial.asking(trigger.properties(), property);
        var told = new ArrayList<Property.Choice>();
        run(trigger.fitting(filledIn), context -> told.addAll(choices.of(context)));
        return told;
    }

    private Trigger.Hooks hooks() {
        return Objects.requireNonNull(trigger.hooks(), "a trigger that is sent to");
    }

    private @Nullable Object run(Action.Body body) throws ConnectorError, InterruptedException {
        return run(config, body);
    }

    private @Nullable Object run(Map<String, @Nullable Object> input, Action.Body body)
            throws ConnectorError, InterruptedException {
        Action call = Action.named(trigger.name())
                .displayName(trigger.displayName())
                .description(trigger.description())
                .inputSchema(Map.of("type", "object"))
                .outputSchema(Map.of("type", "object"))
                .example(Map.of(), Map.of())
                .run(body)
                .build();
        return ActionTrial.of(call).signedInWith(credential).calling(http).run(input);
    }
}
