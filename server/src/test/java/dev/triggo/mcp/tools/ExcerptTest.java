package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExcerptTest {
    private static final String REST = "get_run_status with includeSteps";

    @Test
    void leavesSmallValuesAlone() {
        Json value = Json.object().put("answer", 42).build();
        assertEquals(value, Excerpt.of(value, 13, REST));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "\"", "\n", "ü", "日", "😀", "\u0001", "\ud800"})
    void fitsWhateverTheTextIsMadeOf(String unit) {
        Json value = Json.of(unit.repeat(5_000));
        Json.Obj excerpt = (Json.Obj) Excerpt.of(value, 1_000, REST);
        int bytes = excerpt.write().getBytes(StandardCharsets.UTF_8).length;
        assertAll(
                () -> assertTrue(bytes <= 1_000 && bytes > 980, "takes " + bytes),
                () -> assertTrue(unit.repeat(5_000).startsWith(String.valueOf(excerpt.text("beginning")))),
                () -> assertEquals(
                        Json.of(value.write().getBytes(StandardCharsets.UTF_8).length), excerpt.get("bytes")),
                () -> assertEquals(REST, excerpt.text("rest")));
    }

    @Test
    void showsTheBeginningOfOtherValuesAsTheirJson() {
        Json value = Json.array(Collections.nCopies(5_000, Json.of(true)));
        Json.Obj excerpt = (Json.Obj) Excerpt.of(value, 500, REST);
        assertTrue(String.valueOf(excerpt.text("beginning")).startsWith("[true,true,"));
    }
}
