package com.example.weather;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.Delivery;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.RetryAfter;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.Trigger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A weather station of one's own, which wants a token: signing in, a live check, an action that writes, choices, and both kinds
 * of trigger. Its address is a part of the connection.
 */
final class Station implements Trigger.Hooks {
    private static final Map<String, Object> GUST =
            Map.of("type", "object", "properties", Map.of("speed", Map.of("type", "number")));

    Connector connector() {
        return Connector.named("weather-station")
                .displayName("Weather station")
                .description("A station that speaks HTTP. Covered: its note, alarms, gusts. Not covered: history.")
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Property.Kind.URL, "address")
                                .displayName("Address")
                                .description("As https://station.example.com, without a path.")
                                .require(),
                        Property.of(Property.Kind.SECRET, "token")
                                .displayName("Token")
                                .description("Made in the station's settings.")
                                .require())))
                .liveCheck(context -> send(context, "GET", "/status", null))
                .action(note())
                .trigger(alarm())
                .trigger(gust())
                .build();
    }

    private Action note() {
        return Action.named("set_note")
                .displayName("Set note")
                .description("Sets the text that the station shows.")
                .property(Property.of(Property.Kind.SHORT_TEXT, "text").require())
                .property(Property.dynamicDropdown("display", this::displays)
                        .description("One of the station's displays; all of them when it is empty."))
                .sideEffect(SideEffect.WRITE)
                .outputSchema(Map.of("type", "object", "properties", Map.of("text", Map.of("type", "string"))))
                .example(Map.of("text", "Back at noon"), Map.of("text", "Back at noon"))
                .run(this::write)
                .build();
    }

    private Map<String, Object> write(ActionContext context) throws ConnectorError, InterruptedException {
        var note = new HashMap<String, Object>(Map.of("text", context.props().text("text")));
        if (context.props().has("display")) {
            note.put("display", context.props().text("display"));
        }
        return send(context, "PUT", "/note", note);
    }

    private List<Property.Choice> displays(ActionContext context) throws ConnectorError, InterruptedException {
        var displays = new ArrayList<Property.Choice>();
        if (send(context, "GET", "/displays", null).get("displays") instanceof List<?> all) {
            for (Object one : all) {
                if (one instanceof Map<?, ?> display && display.get("id") instanceof String id) {
                    displays.add(Property.Choice.of(id, display.get("name") instanceof String name ? name : null));
                }
            }
        }
        return displays;
    }

    private Trigger alarm() {
        return Trigger.named("new_alarm")
                .displayName("New alarm")
                .description("Starts a run for each alarm of the station.")
                .outputSchema(Map.of("type", "object", "properties", Map.of("id", Map.of("type", "integer"))))
                .example(Map.of(), Map.of("id", 7))
                .polls(Trigger.OFTEN, this::alarms)
                .build();
    }

    private Trigger.Polled alarms(ActionContext context, Object cursor) throws ConnectorError, InterruptedException {
        Object after = cursor == null ? 0 : cursor;
        var items = new ArrayList<Trigger.Item>();
        if (send(context, "GET", "/alarms?after=" + after, null).get("alarms") instanceof List<?> alarms) {
            for (Object one : alarms) {
                if (one instanceof Map<?, ?> alarm && alarm.get("id") instanceof Number id) {
                    items.add(new Trigger.Item(id.toString(), alarm));
                    after = id;
                }
            }
        }
        return new Trigger.Polled(items, after);
    }

    private Trigger gust() {
        return Trigger.named("gust")
                .displayName("Gust")
                .description("Starts a run for each gust that the station tells of.")
                .property(Property.of(Property.Kind.NUMBER, "above").between(0, 500).require())
                .outputSchema(GUST)
                .example(Map.of("above", 80), Map.of("speed", 93.5))
                .hooks(this)
                .build();
    }

    @Override
    public Object register(ActionContext context, Trigger.Hook hook) throws ConnectorError, InterruptedException {
        Map<String, Object> wanted = Map.of(
                "url", hook.url(), "secret", hook.secret(), "above", context.props().number("above"));
        return send(context, "PUT", "/hook", wanted).get("id");
    }

    @Override
    public void unregister(ActionContext context, Trigger.Hook hook) throws ConnectorError, InterruptedException {
        // By its URL, which is known too when the answer to registering was lost.
        send(context, "POST", "/hook/end", Map.of("url", hook.url()));
    }

    @Override
    public boolean isSigned(Delivery delivery) {
        return delivery.isHmac("", delivery.header("x-station-signature"));
    }

    @Override
    public List<Trigger.Item> events(Delivery delivery) throws ConnectorError {
        Map<String, Object> gust = delivery.object();
        if (gust.get("id") instanceof String id && gust.get("speed") instanceof Number speed) {
            return List.of(new Trigger.Item(id, Map.of("speed", speed)));
        }
        return List.of();
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> send(ActionContext context, String method, String path, Map<String, Object> body)
            throws ConnectorError, InterruptedException {
        var connection = (Credential.Fields) context.credential();
        HttpCall call = HttpCall.of(method, connection.text("address") + path)
                .header("Authorization", "Bearer " + connection.text("token"));
        // All that this connector changes is the same when it is done twice, so a call whose answer was lost is tried again.
        if (body != null) {
            call = call.header("Content-Type", "application/json")
                    .body(context.json().write(body).getBytes(StandardCharsets.UTF_8))
                    .asRepeatable();
        }
        HttpReply reply = context.http().send(call);
        if (reply.status() >= 400) {
            throw new ConnectorError(
                    ErrorCode.ofStatus(reply.status()),
                    "The station answered with status %d.".formatted(reply.status()),
                    null,
                    RetryAfter.of(reply.header("retry-after"), context.clock().instant()));
        }
        if (context.json().read(reply.text()) instanceof Map<?, ?> object) {
            return (Map<String, Object>) object;
        }
        throw new ConnectorError(ErrorCode.UPSTREAM_ERROR, "The station's answer is no JSON object.");
    }
}
