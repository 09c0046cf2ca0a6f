package dev.triggo.triggers;

import dev.triggo.connectors.TriggerCalls;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Use;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.RequestLimits;
import dev.triggo.runs.RunRequest;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import dev.triggo.sdk.Credential;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.triggers.kinds.InboundWebhook;
import dev.triggo.triggers.kinds.Signing;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Events that others send. In this order: is there such an address, is it not too much, is it signed, is it new; and only
 * when its run is durable is it answered. Thread-safe.
 */
public final class Webhooks {
    /** The largest body. */
    public static final int MAX_BODY = 5 << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{20,64}");

    private final Database database;
    private final Starting starting;
    private final Deliveries deliveries;
    private final Credentials credentials;
    private final Hooks hooks;
    private final HookEvents hookEvents;
    private final RequestLimits limits;
    private final int perMinute;
    private final Clock clock;

    /** How often a single address may be called in a minute, and who counts. */
    public record Rate(RequestLimits limits, int perMinute) {}

    /** What is known of those who send: their secrets, and the services that were told where to. */
    public record Senders(Credentials credentials, Hooks hooks, TriggerCalls calls) {}

    public Webhooks(
            Database database, Starting starting, Deliveries deliveries, Senders senders, Rate rate, Clock clock) {
        this.database = database;
        this.starting = starting;
        this.deliveries = deliveries;
        this.credentials = senders.credentials();
        this.hooks = senders.hooks();
        this.hookEvents = new HookEvents(hooks, senders.calls(), clock);
        this.limits = rate.limits();
        this.perMinute = rate.perMinute();
        this.clock = clock;
    }

    /**
     * What the sender is answered.
     *
     * @param status 202 with {@code {runId, status}}; 200 with the run's output for one that waits
     * @param run null where there was no event in it
     */
    public record Receipt(int status, @Nullable RunId run, Json body) {}

    /**
     * Takes an event. On return its run is durable.
     *
     * @throws Problem NOT_FOUND for every address that nothing listens at; RATE_LIMIT_EXCEEDED, UNAUTHORIZED,
     *     PAYLOAD_TOO_LARGE, UNSUPPORTED_MEDIA_TYPE, BAD_REQUEST, RUN_QUOTA_EXCEEDED, OVERLOADED: nothing runs
     */
    public Receipt receive(String id, Incoming request) throws InterruptedException {
        Listener listener = listener(id).orElseThrow(Webhooks::nothingThere);
        requirePlace(listener.trigger());
        while (true) {
            try {
                return listener.hook() == null
                        ? accept(listener.trigger(), request)
                        : accept(listener.trigger(), hookEvents.events(listener.hook(), request));
            } catch (Problem refused) {
                boolean unavailable = refused.code() == ProblemCode.ACTION_UNAVAILABLE;
                Optional<Listener> now = unavailable ? listener(id) : Optional.empty();
                if (now.isPresent()
                        && now.get().trigger().version() != listener.trigger().version()) {
                    // Another version was deployed while the event came in: it is that one's.
                    listener = now.get();
                    continue;
                }
                deliveries.refused(listener.trigger(), refused);
                throw unavailable ? nothingThere() : refused;
            }
        }
    }

    /**
     * Who listens at an address.
     *
     * @param hook what a service was told; null for an address that people hand out
     */
    private record Listener(Trigger trigger, HookTable.@Nullable Hook hook) {}

    private Optional<Listener> listener(String id) {
        if (!ID.matcher(id).matches()) {
            return Optional.empty();
        }
        HookTable.Hook hook = hooks.inUse(id).orElse(null);
        return database.read(tx -> hook == null
                        ? TriggerTable.find(tx, id)
                                .filter(trigger -> trigger.connector().equals(InboundWebhook.CONNECTOR))
                        : TriggerTable.find(
                                tx, hook.purpose().workspace(), hook.purpose().workflow()))
                .filter(Trigger::active)
                .map(trigger -> new Listener(trigger, hook));
    }

    /** One run for each, in their order; the service sends all of them again when one cannot begin. */
    private Receipt accept(Trigger trigger, List<TriggerCalls.Heard.Event> events) throws InterruptedException {
        Runs.Accepted first = null;
        for (TriggerCalls.Heard.Event event : events) {
            Runs.Accepted accepted = starting.start(
                    trigger,
                    new Starting.Event(Source.WEBHOOK, event.event(), key(trigger.id() + "\n" + event.id())),
                    together(trigger),
                    Duration.ZERO);
            if (accepted.replayed()) {
                deliveries.repeated(trigger, accepted.run().id());
            }
            first = first == null ? accepted : first;
        }
        return first == null
                ? new Receipt(200, null, Json.object().put("status", "no event").build())
                : receipt(first, false);
    }

    private Receipt accept(Trigger trigger, Incoming request) throws InterruptedException {
        byte[] body = request.body().get();
        Signing signing = InboundWebhook.signing(trigger.config(), trigger.connectionId() != null);
        long now = clock.millis();
        if (signing != Signing.NONE) {
            requireSignature(trigger, signing, request, body);
        }
        Json.Obj event = Events.of(request, body, now);
        String key = key(signing, request, event, body);
        Failpoint.RECEIVED.reach();
        boolean waits = InboundWebhook.waits(trigger.config());
        Runs.Accepted accepted = starting.start(
                trigger,
                new Starting.Event(Source.WEBHOOK, event, key),
                together(trigger),
                waits ? PATIENCE : Duration.ZERO);
        if (accepted.replayed()) {
            deliveries.repeated(trigger, accepted.run().id());
        }
        return receipt(accepted, waits);
    }

    private RunRequest.Together together(Trigger trigger) {
        return new RunRequest.Together() {
            @Override
            public boolean mayBegin(Transaction tx) {
                return TriggerTable.isLive(tx, trigger);
            }

            @Override
            public void begun(Transaction tx, RunId run) {
                deliveries.accepted(tx, trigger, run, null, null);
            }
        };
    }

    private static Receipt receipt(Runs.Accepted accepted, boolean waited) {
        Json.Obj run = accepted.run().toJson(false);
        Json output = run.get("output");
        RunId id = accepted.run().id();
        if (waited && output != null) {
            return new Receipt(200, id, output);
        }
        // What went wrong is for those who may read the run: a sender is told that it did.
        Json.Obj told = Json.object()
                .put("runId", id.value())
                .put("status", accepted.run().status().wireName())
                .build();
        return new Receipt(waited && accepted.run().status().isFinal() ? 200 : 202, id, told);
    }

    private static Problem nothingThere() {
        return Problem.of(
                ProblemCode.NOT_FOUND,
                "Nothing listens at this address: there is no such webhook, or its workflow is stopped and has to be"
                        + " deployed again.");
    }

    private void requirePlace(Trigger trigger) {
        Allowance allowance = limits.take("webhook:" + trigger.id(), perMinute);
        if (!allowance.allowed()) {
            Problem refused = Problem.later(
                    ProblemCode.RATE_LIMIT_EXCEEDED,
                    "This webhook takes " + perMinute + " events in 60 seconds, and has had them. Send it again in "
                            + allowance.retryAfterSeconds() + " s.",
                    Duration.ofSeconds(allowance.retryAfterSeconds()));
            deliveries.refused(trigger, refused);
            throw refused;
        }
    }

    private void requireSignature(Trigger trigger, Signing signing, Incoming request, byte[] body) {
        String refusal = new Signatures(signing, secrets(trigger)).refusal(request, body, clock.millis());
        if (refusal != null) {
            throw Problem.of(ProblemCode.UNAUTHORIZED, refusal);
        }
    }

    /** The secret, and the one before it while both are good; empty when there is none to be had. */
    private List<String> secrets(Trigger trigger) {
        String connection = trigger.connectionId();
        if (connection == null) {
            return List.of();
        }
        Use use = credentials.use(trigger.workspace(), InboundWebhook.CONNECTOR, connection, trigger.workflow());
        return switch (use) {
            case Use.Refused refused -> List.of();
            case Use.Opened opened ->
                switch (opened.credential()) {
                    case Credential.Secret secret -> List.of(secret.secret());
                    case Credential.Fields fields -> List.of(fields.text("secret"), fields.text("previous_secret"));
                    case Credential.None none -> List.of();
                    case Credential.OAuth2 oauth -> List.of();
                };
        };
    }

    /** What the sender calls the event; the same name is the same event. Null where it gives none. */
    private static @Nullable String key(Signing signing, Incoming request, Json.Obj event, byte[] bytes) {
        Json.Obj body = event.get("body") instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
        String name = switch (signing) {
            case STANDARD, NONE -> request.only("webhook-id");
            case GITHUB -> request.only("x-github-delivery");
            case SLACK -> body.text("event_id");
            case STRIPE -> body.text("id");
        };
        if (name == null || name.isEmpty()) {
            // Sent a second time by whoever overheard it: the same bytes, signed for the same moment.
            String moment = Signatures.moment(signing, request);
            return moment == null ? null : key(moment + "\n" + HexFormat.of().formatHex(Hash.sha256(bytes)));
        }
        return key(name);
    }

    /** The blank keeps it apart from every key that callers can give. */
    private static String key(String name) {
        return "event " + Hash.sha256Hex(name);
    }
}
