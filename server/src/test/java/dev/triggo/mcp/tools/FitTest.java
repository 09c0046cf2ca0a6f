package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
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
}
