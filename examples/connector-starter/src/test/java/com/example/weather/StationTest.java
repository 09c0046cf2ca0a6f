package com.example.weather;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Trigger;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.FakeUpstream;
import dev.triggo.sdk.testkit.TriggerTrial;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;

class StationTest {
    private static final Credential CONNECTION =
            new Credential.Fields(Map.of("address", "https://station.example.com", "token", "t0ken"));

    private final FakeUpstream upstream = new FakeUpstream();

    @Test
    void signsInWithTheTokenOfItsConnection() throws Exception {
        upstream.answers(200, "{\"text\":\"hello\"}");
        var trial = ActionTrial.of(new Station().connector(), "set_note")
                .signedInWith(CONNECTION)
                .calling(upstream);
        assertEquals(Map.of("text", "hello"), trial.run(Map.of("text", "hello")));
        assertEquals(
                "Bearer t0ken", upstream.seen().getFirst().headers().get("Authorization"));
        upstream.answers(401, "{}");
        ConnectorError refused = assertThrows(
                ConnectorError.class,
                () -> ActionTrial.ofLiveCheck(new Station().connector())
                        .signedInWith(CONNECTION)
                        .calling(upstream)
                        .run(Map.of()));
        assertEquals(ErrorCode.AUTH_EXPIRED, refused.code());
    }

    @Test
    void givesTheChoicesOfItsDisplays() throws Exception {
        var trial = ActionTrial.of(new Station().connector(), "set_note")
                .signedInWith(CONNECTION)
                .calling(upstream);
        upstream.answers(200, "{\"displays\":[{\"id\":\"d1\",\"name\":\"Hall\"},{\"id\":\"d2\"}]}");
        assertEquals(
                List.of(new Property.Choice("d1", "Hall"), new Property.Choice("d2", "d2")),
                trial.choices("display", Map.of()));
        assertEquals(
                "https://station.example.com/displays",
                upstream.seen().getFirst().url());
    }

    @Test
    void asksForAlarmsAfterTheLast() throws Exception {
        var alarms = TriggerTrial.of(new Station().connector(), "new_alarm", Map.of())
                .signedInWith(CONNECTION)
                .calling(upstream);
        upstream.answers(200, "{\"alarms\":[{\"id\":7}]}").answers(200, "{\"alarms\":[]}");
        Trigger.Polled first = alarms.poll(null);
        assertEquals("7", first.items().getFirst().id());
        assertEquals(List.of(), alarms.poll(first.cursor()).items());
        assertEquals(
                "https://station.example.com/alarms?after=7",
                upstream.seen().getLast().url());
    }

    @Test
    void hearsOnlyWhatTheStationSigned() throws Exception {
        var gust = TriggerTrial.of(new Station().connector(), "gust", Map.of("above", 80));
        String body = "{\"id\":\"g1\",\"speed\":93.5}";
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec("secret".getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        String signature = HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
        assertEquals(
                List.of(new Trigger.Item("g1", Map.of("speed", new BigDecimal("93.5")))),
                gust.hear(Map.of("X-Station-Signature", signature), body, "secret"));
        assertThrows(ConnectorError.class, () -> gust.hear(Map.of(), body, "secret"));
    }
}
