package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Validation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kinds as validation of a whole definition sees them. */
class KindsInDefinitionsTest {
    private static final String EVERY_KIND = """
            {"nodes": [
              {"id": "action_input", "type": "action_input", "config": {"inputSchema": {"type": "object",
                "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}, "plan": {}}}}},
              {"id": "http_request_1", "type": "connector", "connector": "http-request", "operation": "http_request",
                "config": {"method": "GET", "url": "https://api.example.com/people",
                  "query_params": {"email": "{{action_input.email}}"}}, "options": {"maxRetries": 2, "timeoutMs": 10000}},
              {"id": "filter_1", "type": "filter", "config": {"items": "{{http_request_1.body.items}}",
                "rules": [{"left": "{{item.score}}", "operator": "gt", "right": "{{index}}"}]}},
              {"id": "set_1", "type": "set", "config": {"fields": {"count": "{{filter_1.count}}"}, "keepInput": true}},
              {"id": "split_out_1", "type": "split_out", "config": {"items": "{{filter_1.items}}", "field": "lines"}},
              {"id": "aggregate_1", "type": "aggregate", "config": {"items": "{{split_out_1.items}}", "groupBy": "sku",
                "operations": [{"op": "sum", "field": "total", "as": "total"}]}},
              {"id": "merge_1", "type": "merge", "config": {"mode": "object"}},
              {"id": "condition_1", "type": "condition", "config": {"combinator": "and",
                "rules": [{"left": "{{merge_1.set_1.count}}", "operator": "gte", "right": 50}]}},
              {"id": "switch_1", "type": "switch", "config": {"value": "{{action_input.plan}}",
                "cases": [{"id": "paid", "operator": "in", "value": ["pro", "business"]}]}},
              {"id": "stop_1", "type": "stop_and_error", "config": {"message": "No plan for {{trigger.email}}"}},
              {"id": "return_output", "type": "return_output", "config": {"output": {"qualified": true}}},
              {"id": "return_output_2", "type": "return_output", "config": {"output": {"qualified": false}}}],
             "edges": [
              {"id": "e1", "source": "action_input", "target": "http_request_1"},
              {"id": "e2", "source": "http_request_1", "target": "filter_1"},
              {"id": "e3", "source": "filter_1", "target": "set_1"},
              {"id": "e3b", "source": "filter_1", "target": "split_out_1"},
              {"id": "e3c", "source": "split_out_1", "target": "aggregate_1"},
              {"id": "e3d", "source": "aggregate_1", "target": "merge_1"},
              {"id": "e4", "source": "set_1", "target": "merge_1"},
              {"id": "e5", "source": "http_request_1", "target": "merge_1"},
              {"id": "e6", "source": "merge_1", "target": "condition_1"},
              {"id": "e7", "source": "condition_1", "sourceHandle": "true", "target": "switch_1"},
              {"id": "e8", "source": "condition_1", "sourceHandle": "false", "target": "return_output_2"},
              {"id": "e9", "source": "switch_1", "sourceHandle": "paid", "target": "return_output"},
              {"id": "e10", "source": "switch_1", "sourceHandle": "default", "target": "stop_1"}]}""";

    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @Test
    void aDefinitionOfEveryKindIsSound() {
        assertEquals(List.of(), problems(EVERY_KIND));
    }

    @Test
    void faultsOfManyKindsAreToldAtOnceAndOnce() {
        String broken = EVERY_KIND
                .replace("\"url\": \"https://api.example.com/people\",", "")
                .replace("\"gt\"", "\"greater\"")
                .replace("\"keepInput\": true", "\"keep\": true")
                .replace("\"field\": \"lines\"", "\"field\": \"lines[\"")
                .replace("\"op\": \"sum\"", "\"op\": \"total\"")
                .replace("\"mode\": \"object\"", "\"mode\": \"zip\"")
                .replace("{\"id\": \"paid\", ", "{\"id\": \"Paid\", ")
                .replace("\"format\": \"email\"", "\"pattern\": \"(\"");
        assertEquals(
                List.of(
                        "/nodes/0/config/inputSchema/properties/email/pattern",
                        "/nodes/1/config",
                        "/nodes/2/config/rules/0/operator",
                        "/nodes/3/config",
                        "/nodes/4/config/field",
                        "/nodes/5/config/operations/0/op",
                        "/nodes/6/config/mode",
                        "/nodes/8/config/cases/0/id"),
                problems(broken).stream()
                        .filter(path -> path.startsWith("/nodes"))
                        .toList());
    }

    @Test
    void itemIsKnownOnlyInTheRulesOfAFilter() {
        assertEquals(
                List.of("/nodes/2/config/items", "/nodes/3/config/fields/count"),
                problems(EVERY_KIND
                        .replace("{{http_request_1.body.items}}", "{{item}}")
                        .replace("{{filter_1.count}}", "{{item}}")));
    }

    @Test
    void aConnectorNodeWithoutItsConnectorIsToldOnce() {
        assertEquals(
                List.of("/nodes/1/connector"), problems(EVERY_KIND.replace("\"connector\": \"http-request\", ", "")));
        assertEquals(
                List.of("/nodes/1/connector"), problems(EVERY_KIND.replace("\"http-request\"", "\"http-reqest\"")));
    }

    private List<String> problems(String definition) {
        return Validation.of(Json.parse(definition), bench.kinds).problems().stream()
                .map(problem -> problem.path())
                .toList();
    }

    /** However many there are, one look takes one time; the next goes on where it ended. */
    @Test
    void allCodeIsReadInOneTime() {
        var nodes = new StringBuilder();
        var edges = new StringBuilder();
        for (int i = 0; i < 498; i++) {
            String source = "function run() {\\n  return " + (i == 3 ? "1 +" : i) + "; }";
            nodes.append("{\"id\":\"c%d\",\"type\":\"code\",\"config\":{\"source\":\"%s\"}},".formatted(i, source));
            edges.append("{\"source\":\"input\",\"target\":\"c%1$d\"},{\"source\":\"c%1$d\",\"target\":\"output\"},"
                    .formatted(i));
        }
        Json definition = Json.parse("{\"nodes\":[" + nodes + """
                {"id":"input","type":"action_input","config":{"inputSchema":{"type":"object"}}},
                {"id":"output","type":"return_output","config":{"output":1}}],"edges":[""" + edges.substring(0, edges.length() - 1) + "]}");
        for (int look = 0; look < 30; look++) {
            long began = System.nanoTime();
            var problems = Validation.of(definition, bench.kinds).problems();
            long seconds = (System.nanoTime() - began) / 1_000_000_000;
            assertTrue(seconds < 12, () -> "a look took " + seconds + " s");
            if (problems.stream().noneMatch(problem -> problem.rule().equals("code_not_read")) && !problems.isEmpty()) {
                assertEquals(1, problems.size(), problems::toString);
                assertEquals(
                        "c3 bad_code",
                        problems.getFirst().nodeId() + " " + problems.getFirst().rule());
                assertTrue(problems.getFirst().message().contains("line 2, column "), problems::toString);
                return;
            }
        }
        fail("the code was never read to its end");
    }
}
