package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FitTest {
    @ParameterizedTest
    @CsvSource({"20, 10, 20", "20, 900, 20", "20, 1100, 10", "100, 5000, 3", "1, 90000, 1"})
    void takesAsManyEntriesAsFit(int limit, int entryBytes, int expected) {
        List<Integer> asked = new ArrayList<>();
        Json.Obj page = Fit.page(limit, size -> {
            asked.add(size);
            return Json.object()
                    .put("entries", Json.array(Collections.nCopies(size, Json.of("x".repeat(entryBytes)))))
                    .build();
        });
        assertEquals(
                expected,
                assertInstanceOf(Json.Arr.class, page.get("entries")).items().size());
        assertTrue(asked.size() <= 8);
    }

    @Test
    void cutsTheSchemasOfAnEntryThatIsTooLargeAlone() {
        Json.Obj schema = Json.object().put("description", "x".repeat(30_000)).build();
        Json.Obj page = Fit.page(
                1,
                size -> Json.object()
                        .put(
                                "actions",
                                Json.array(List.of(Json.object()
                                        .put("slug", "a")
                                        .put("inputSchema", schema)
                                        .build())))
                        .build());
        Json.Obj entry = (Json.Obj) ((Json.Arr) page.get("actions")).items().getFirst();
        assertEquals("a", entry.text("slug"));
        assertEquals(Json.of(true), ((Json.Obj) entry.get("inputSchema")).get("truncated"));
    }

    @Test
    void cutsFieldsInTheirOrderUntilTheWholeFits() {
        Json.Obj json = Json.object()
                .put("first", "x".repeat(15_000))
                .put("second", "y".repeat(15_000))
                .build();
        Json.Obj cut = Fit.fields(json, "elsewhere.", "first", "second");
        assertInstanceOf(Json.Obj.class, cut.get("first"));
        assertEquals(json.get("second"), cut.get("second"));
        assertTrue(!Fit.isTooLarge(cut));
    }
}
