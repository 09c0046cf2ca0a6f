package dev.triggo.triggers;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreviewTest {
    private static final long NOW = Instant.parse("2026-11-02T10:00:00Z").toEpochMilli();

    private static Json.Obj preview(String config) {
        return Preview.of((Json.Obj) Json.parse(config), NOW, 3);
    }

    @Test
    void tellsWhenASpanIsUpCountedFromNow() {
        assertEquals(Json.parse("""
                        {"nextFirings":["2026-11-02T10:05:00.000Z","2026-11-02T10:10:00.000Z","2026-11-02T10:15:00.000Z"],
                         "problems":[]}"""), preview("{\"mode\":\"interval\",\"seconds\":300}"));
    }

    @Test
    void tellsTheTimesOfACronExpressionInItsZone() {
        assertEquals(
                Json.parse("""
                        {"nextFirings":["2026-11-03T08:00:00.000Z","2026-11-04T08:00:00.000Z","2026-11-05T08:00:00.000Z"],
                         "problems":[]}"""),
                preview("{\"mode\":\"cron\",\"cron\":\"0 9 * * MON-FRI\",\"timezone\":\"Europe/Berlin\"}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | ''",
                "{\"mode\":\"never\"} | /mode",
                "{\"mode\":\"interval\"} | /seconds",
                "{\"mode\":\"interval\",\"seconds\":59} | /seconds",
                "{\"mode\":\"interval\",\"seconds\":86401} | /seconds",
                "{\"mode\":\"interval\",\"seconds\":60,\"cron\":\"* * * * *\"} | /cron",
                "{\"mode\":\"cron\"} | /cron",
                "{\"mode\":\"cron\",\"cron\":\"every day\"} | /cron",
                "{\"mode\":\"cron\",\"cron\":\"0 0 30 2 *\"} | /cron",
                "{\"mode\":\"cron\",\"cron\":\"0 9 * * *\",\"timezone\":\"Mars/Crater\"} | /timezone"
            })
    void saysWhichFieldIsWrongAndTellsNoTime(String config, String field) {
        Json.Obj answer = preview(config);
        assertEquals(Json.array(List.<Json>of()), answer.get("nextFirings"));
        String problems = String.valueOf(answer.get("problems"));
        assertTrue(answer.write().contains("\"path\":\"" + field + "\""), problems);
    }
}
