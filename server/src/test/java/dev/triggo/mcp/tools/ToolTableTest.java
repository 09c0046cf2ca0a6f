package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.schema.JsonSchema;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ToolTableTest {
    private static List<Json.Obj> descriptors() {
        return Stream.of(ToolTable.values())
                .map(tool -> tool.definition().descriptor())
                .toList();
    }

    @Test
    void listsTheToolsInTheContractsOrder() {
        assertEquals(
                List.of(
                        "list_actions",
                        "get_action",
                        "run_action",
                        "get_run_status",
                        "list_runs",
                        "approve_run",
                        "list_workflows",
                        "get_workflow",
                        "create_workflow",
                        "update_workflow",
                        "delete_workflow",
                        "deploy_workflow",
                        "open_workflow",
                        "list_connectors",
                        "get_connector_operations",
                        "get_operation_schema",
                        "build_connector",
                        "get_build_status",
                        "validate_connector"),
                descriptors().stream().map(tool -> tool.text("name")).toList());
    }

    @Test
    void fitsTheContextBudgetWithAllTools() {
        String all =
                Json.object().put("tools", Json.array(descriptors())).build().write();
        int bytes = all.getBytes(StandardCharsets.UTF_8).length;
        // The rest of the 20 kB is for the envelope and the text of the answer around it.
        assertTrue(bytes <= 19_000, "tools/list takes " + bytes + " bytes");
    }

    @ParameterizedTest
    @EnumSource
    void tellsEverythingThatAHostAsksFor(ToolTable tool) {
        Json.Obj descriptor = tool.definition().descriptor();
        Json.Obj input = (Json.Obj) descriptor.get("inputSchema");
        Json.Obj hints = (Json.Obj) descriptor.get("annotations");
        assertAll(
                () -> assertTrue(descriptor.has("title") && descriptor.has("description")),
                () -> assertEquals(Json.of(false), input.get("additionalProperties")),
                () -> assertEquals(List.of(), JsonSchema.faults(input)),
                () -> assertEquals(List.of(), JsonSchema.faults(descriptor.get("outputSchema"))),
                () -> assertEquals(
                        List.of("readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"),
                        List.copyOf(hints.fields().keySet())),
                () -> assertTrue(descriptor.write().chars().allMatch(c -> c >= 0x20 && c < 0x7f)));
    }
}
