package com.example.weather;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.RetryAfter;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.Trigger;
import java.util.List;
import java.util.Map;

/** The weather, from Open-Meteo, which wants no key. */
final class Weather {
    private final String base;

    /** The address is handed in, so that a test can say another one. */
    Weather(String base) {
        this.base = base;
    }

    Connector connector() {
        return Connector.named("open-meteo")
                .displayName("Open-Meteo")
                .description("The weather anywhere. Covered: the temperature now, and frost. Not covered: forecasts, history.")
                .action(currentTemperature())
                .trigger(frost())
                .build();
    }

    private Action currentTemperature() {
        return Action.named("current_temperature")
                .displayName("Temperature now")
                .description("The temperature at a place, in degrees Celsius.")
                .property(Property.of(Property.Kind.NUMBER, "latitude").between(-90, 90).require())
                .property(Property.of(Property.Kind.NUMBER, "longitude").between(-180, 180).require())
                .sideEffect(SideEffect.READ)
                .outputSchema(Map.of("type", "object", "properties", Map.of("celsius", Map.of("type", "number"))))
                .example(Map.of("latitude", 47.37, "longitude", 8.54), Map.of("celsius", 12.5))
                .run(this::temperature)
                .build();
    }

    private Trigger frost() {
        return Trigger.named("frost")
                .displayName("Frost")
                .description("Starts a run for each measurement below zero at a place.")
                .property(Property.of(Property.Kind.NUMBER, "latitude").between(-90, 90).require())
                .property(Property.of(Property.Kind.NUMBER, "longitude").between(-180, 180).require())
                .outputSchema(Map.of("type", "object", "properties", Map.of("celsius", Map.of("type", "number"))))
                .example(Map.of("latitude", 47.37, "longitude", 8.54), Map.of("celsius", -1.5))
                .polls(Trigger.SELDOM, (context, cursor) -> frost(context))
                .build();
    }

    private Trigger.Polled frost(ActionContext context) throws ConnectorError, InterruptedException {
        Map<?, ?> current = current(context);
        boolean cold = current.get("temperature_2m") instanceof Number celsius && celsius.doubleValue() < 0;
        return new Trigger.Polled(
                cold && current.get("time") instanceof String time
                        ? List.of(new Trigger.Item(time, Map.of("celsius", current.get("temperature_2m"))))
                        : List.of(),
                null);
    }

    private Object temperature(ActionContext context) throws ConnectorError, InterruptedException {
        return Map.of("celsius", current(context).get("temperature_2m"));
    }

    private Map<?, ?> current(ActionContext context) throws ConnectorError, InterruptedException {
        String url = "%s/v1/forecast?latitude=%s&longitude=%s&current=temperature_2m"
                .formatted(base, context.props().number("latitude"), context.props().number("longitude"));
        HttpReply reply = context.http().send(HttpCall.of("GET", url));
        if (reply.status() == 429) {
            throw new ConnectorError(
                    ErrorCode.RATE_LIMITED,
                    "Open-Meteo asks for fewer calls.",
                    null,
                    RetryAfter.of(reply.header("retry-after"), context.clock().instant()));
        }
        if (reply.status() != 200) {
            ErrorCode code = reply.status() >= 500 ? ErrorCode.UPSTREAM_ERROR : ErrorCode.VALIDATION_ERROR;
            throw new ConnectorError(code, "Open-Meteo answered with status %d.".formatted(reply.status()));
        }
        if (context.json().read(reply.text()) instanceof Map<?, ?> weather
                && weather.get("current") instanceof Map<?, ?> current
                && current.get("temperature_2m") instanceof Number) {
            return current;
        }
        throw new ConnectorError(ErrorCode.UPSTREAM_ERROR, "Open-Meteo gave an answer without a temperature.");
    }
}
