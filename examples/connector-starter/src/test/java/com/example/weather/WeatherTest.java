package com.example.weather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Trigger;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.TriggerTrial;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeatherTest {
    private final FakeUpstream upstream = new FakeUpstream();
    private final ActionTrial trial = ActionTrial.of(
                    new Weather("https://weather.example.com").connector(), "current_temperature")
            .calling(upstream);

    @Test
    void asksForTheTemperatureOfThePlace() throws Exception {
        upstream.answers(200, "{\"current\":{\"temperature_2m\":12.5}}");
        assertEquals(
                Map.of("celsius", new BigDecimal("12.5")), trial.run(Map.of("latitude", 47.37, "longitude", 8.54)));
        assertEquals(
                "https://weather.example.com/v1/forecast?latitude=47.37&longitude=8.54&current=temperature_2m",
                upstream.seen().getFirst().url());
    }

    @Test
    void eachColdMeasurementIsOneItem() throws Exception {
        upstream.answers(200, "{\"current\":{\"time\":\"2026-01-01T06:00\",\"temperature_2m\":-1.5}}");
        var frost = TriggerTrial.of(
                        new Weather("https://weather.example.com").connector(),
                        "frost",
                        Map.of("latitude", 47.37, "longitude", 8.54))
                .calling(upstream);
        assertEquals(
                List.of(new Trigger.Item("2026-01-01T06:00", Map.of("celsius", new BigDecimal("-1.5")))),
                frost.poll(null).items());
        upstream.answers(200, "{\"current\":{\"time\":\"2026-01-01T12:00\",\"temperature_2m\":3.5}}");
        assertEquals(List.of(), frost.poll(null).items());
    }

    @Test
    void tellsAnOverloadedServiceFromAWrongPlace() {
        upstream.answers(503, "{}");
        ConnectorError error =
                assertThrows(ConnectorError.class, () -> trial.run(Map.of("latitude", 0, "longitude", 0)));
        assertEquals(ErrorCode.UPSTREAM_ERROR, error.code());
        error = assertThrows(ConnectorError.class, () -> trial.run(Map.of("latitude", 91, "longitude", 0)));
        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
    }
}
