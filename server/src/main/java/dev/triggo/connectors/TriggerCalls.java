package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.connectors.plain.PlainJsonText;
import dev.triggo.kernel.Json;
import dev.triggo.sdk.Action;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Delivery;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Props;
import dev.triggo.sdk.Trigger;
import dev.triggo.triggers.kinds.ConnectorTrigger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks services for what starts runs, past the same gate and with the same care as steps call them. */
public final class TriggerCalls {
    private static final Logger LOG = LoggerFactory.getLogger(TriggerCalls.class);
    private static final int MOST_ITEMS = 100;
    private static final int MOST_PLACE = 64 * 1024;
    private static final int MOST_REGISTRATION = 4 * 1024;

    private final Connectors connectors;

    public TriggerCalls(Connectors connectors) {
        this.connectors = connectors;
    }

    /** The trigger of a connector by this name; null when there is none any more. */
    public @Nullable ConnectorTrigger find(String connector, String operation) {
        return connectors.trigger(connector, operation) instanceof ConnectorTrigger kind ? kind : null;
    }

    /**
     * Asks what is new: {@code {items: [{id, event}], place}}.
     *
     * @param request whose input is the node's config
     * @param place what the call before gave; null at first
     */
    public CallResult poll(ConnectorTrigger kind, CallRequest request, Via via, Json place)
            throws InterruptedException {
        Trigger.Polling polling = Objects.requireNonNull(kind.trigger().polling());
        return call(kind, request, via, context -> {
            Trigger.Polled polled = polling.poll(context, Plain.of(place));
            var items = new ArrayList<Map<String, @Nullable Object>>();
            for (Trigger.Item item : polled.items()) {
                var told = new LinkedHashMap<String, @Nullable Object>();
                told.put("id", item.id());
                told.put("event", item.event());
                items.add(told);
            }
            var answer = new LinkedHashMap<String, @Nullable Object>();
            answer.put("items", items);
            answer.put("place", bounded(polled.cursor(), MOST_PLACE, "cursor"));
            return answer;
        });
    }

    /** Has the service send events to the hook; gives what the connector wants to know of it later. */
    public CallResult register(ConnectorTrigger kind, CallRequest request, Via via, Trigger.Hook hook)
            throws InterruptedException {
        Trigger.Hooks hooks = Objects.requireNonNull(kind.trigger().hooks());
        return call(
                kind,
                request,
                via,
                context -> bounded(hooks.register(context, hook), MOST_REGISTRATION, "registration"));
    }

    /** Ends that. */
    public CallResult unregister(ConnectorTrigger kind, CallRequest request, Via via, Trigger.Hook hook)
            throws InterruptedException {
        Trigger.Hooks hooks = Objects.requireNonNull(kind.trigger().hooks());
        return call(kind, request, via, context -> {
            hooks.unregister(context, hook);
            return null;
        });
    }

    /** A hook as connectors are given it. */
    public static Trigger.Hook hook(String url, String secret, @Nullable Json registration) {
        return new Trigger.Hook(url, secret, registration == null ? null : Plain.of(registration));
    }

    private static @Nullable Object bounded(@Nullable Object value, int most, String what) throws ConnectorError {
        if (value != null && Plain.toJson(value).write().length() > most) {
            throw new ConnectorError(
                    ErrorCode.UNKNOWN, "The connector's %s is larger than %d characters.".formatted(what, most));
        }
        return value;
    }

    private CallResult call(ConnectorTrigger kind, CallRequest request, Via via, Action.Body body)
            throws InterruptedException {
        var config = new Props(kind.trigger().withDefaults(Plain.map(request.input())));
        // Asking what is new changes nothing, however it is sent.
        boolean reads = kind.trigger().polling() != null;
        return connectors.carryOut(kind.auth(), new Connectors.Task(body, config, reads), request, via);
    }

    /**
     * What came to the address of a hook.
     *
     * @param headers by name in lower case, those that came once
     */
    public record Came(Map<String, String> headers, byte[] body, Instant at) {}

    /** What the connector makes of it. */
    public sealed interface Heard {
        /** It does not come from the service. */
        record Unsigned() implements Heard {}

        /** It cannot be read; {@code why} is a sentence. */
        record Unreadable(String why) implements Heard {}

        /** What happened, maybe nothing. */
        record Events(List<Event> events) implements Heard {}

        /** @param id of what happened, not of the telling */
        record Event(String id, Json event) {}
    }

    /** Looks whether the service sent it, and then what it is. */
    public static Heard hear(ConnectorTrigger kind, Json.Obj config, String secret, Came came) {
        Trigger.Hooks hooks = Objects.requireNonNull(kind.trigger().hooks());
        Map<String, @Nullable Object> whole = kind.trigger().withDefaults(Plain.map(config));
        var delivery = new Delivery(came.headers(), came.body(), secret, whole, new PlainJsonText(), came.at());
        try {
            if (!hooks.isSigned(delivery)) {
                return new Heard.Unsigned();
            }
            var events = new ArrayList<Heard.Event>();
            for (Trigger.Item item : hooks.events(delivery)) {
                events.add(new Heard.Event(item.id(), Plain.toJson(item.event())));
            }
            return events.size() > MOST_ITEMS
                    ? new Heard.Unreadable("The delivery holds more than %d events.".formatted(MOST_ITEMS))
                    : new Heard.Events(events);
        } catch (ConnectorError unfit) {
            return new Heard.Unreadable(unfit.sentence());
        } catch (RuntimeException bug) {
            // Its message may hold what came: the kind of failure says enough.
            LOG.error(
                    "Trigger {} of {} has a bug: {}",
                    kind.operation(),
                    kind.connector(),
                    bug.getClass().getName());
            return new Heard.Unreadable("The connector cannot read this delivery.");
        }
    }
}
