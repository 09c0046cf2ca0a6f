package dev.triggo.nodes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is refused when a workflow is saved. */
class KindChecksTest {
    private Bench bench;

    @BeforeEach
    void open() throws Exception {
        bench = new Bench();
    }

    @AfterEach
    void close() throws Exception {
        bench.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            condition | {"rules": [{"left": 1, "operator": "equals", "right": 1}]}      | unknown_operator | /config/rules/0/operator
            condition | {"rules": [{"left": 1, "operator": "{{a}}", "right": 1}]}       | unknown_operator | /config/rules/0/operator
            condition | {"rules": [{"left": 1, "operator": "eq"}]}                      | missing_field    | /config/rules/0/right
            condition | {"rules": [{"left": 1, "operator": "exists", "right": false}]}  | unexpected_field | /config/rules/0/right
            condition | {"rules": [{"left": 1, "operator": "matches", "right": "("}]}   | bad_pattern      | /config/rules/0/right
            condition | {"rules": [{"left": 1, "operator": "matches", "right": "(?=a)"}]} | bad_pattern    | /config/rules/0/right
            condition | {"rules": [{"left": 1, "operator": "matches", "right": 1}]}     | bad_pattern      | /config/rules/0/right
            condition | {}                                                              | missing_field    | /config
            condition | {"rules": [], "expression": "{{a}}"}                            | unexpected_field | /config/expression
            condition | {"expression": "score > 50"}                                    | constant_expression | /config/expression
            condition | {"expression": "{{a}} == 5"}                                    | constant_expression | /config/expression
            aggregate | {"items": [], "operations": [{"op": "sum", "field": "a..b"}]}   | bad_field        | /config/operations/0/field
            aggregate | {"items": [], "groupBy": "a[", "operations": []}                | bad_field        | /config/groupBy
            aggregate | {"items": [], "operations": [{"op": "sum"}, {"op": "max", "as": "sum"}]} | duplicate_name | /config/operations/1
            split_out | {"items": [], "field": "a b"}                                   | bad_field        | /config/field
            filter    | {"items": [], "rules": [{"left": 1, "operator": "like", "right": 1}]} | unknown_operator | /config/rules/0/operator
            switch    | {"value": 1, "cases": [{"id": "a", "value": 1}, {"id": "a", "value": 2}]} | duplicate_case_id | /config/cases/1/id
            switch    | {"value": 1, "cases": [{"id": "default", "value": 1}]}          | invalid_case_id  | /config/cases/0/id
            switch    | {"value": 1, "cases": [{"id": "A", "value": 1}]}                | invalid_case_id  | /config/cases/0/id
            switch    | {"value": 1, "cases": [{"id": "", "value": 1}]}                 | invalid_case_id  | /config/cases/0/id
            switch    | {"value": 1, "cases": [{"id": "a\\n", "value": 1}]}             | invalid_case_id  | /config/cases/0/id
            switch    | {"value": 1, "cases": [{"id": "a"}]}                            | missing_field    | /config/cases/0/value
            switch    | {"value": 1, "cases": [{"id": "a", "operator": "is", "value": 1}]} | unknown_operator | /config/cases/0/operator
            action_input | {"inputSchema": {"type": "strin"}}                           | invalid_schema   | /config/inputSchema
            action_input | {"inputSchema": {"type": "string"}}                          | invalid_schema   | /config/inputSchema/type
            action_input | {"inputSchema": {}}                                          | invalid_schema   | /config/inputSchema/type
            action_input | {"inputSchema": {"type": "object", "$ref": "https://example.com/x"}} | invalid_schema | /config/inputSchema/$ref
            action_input | {"inputSchema": {"type": "object", "description": "a\\u202eb"}}    | invalid_schema   | /config/inputSchema/description
            action_input | {"inputSchema": {"type": "object", "properties": {"a": {"title": "a\\u200b"}}}} | invalid_schema | /config/inputSchema/properties/a/title
            action_input | {"inputSchema": {"type": "object", "properties": {"a\\u0007": {}}}} | invalid_schema | /config/inputSchema/properties
            return_output | {"output": 1, "outputSchema": {"description": "\\udb40\\udc41"}} | invalid_schema   | /config/outputSchema/description
            return_output | {"output": 1, "outputSchema": {"properties": {"a": {"type": 1}}}} | invalid_schema | /config/outputSchema/properties/a
            """)
    void refusesAndSaysWhere(String type, String config, String rule, String path) {
        List<WorkflowProblem> problems = check(type, config);
        assertEquals(1, problems.size(), problems::toString);
        WorkflowProblem problem = problems.getFirst();
        assertEquals(rule, problem.rule());
        assertEquals("node_1", problem.nodeId());
        assertTrue(problem.path().startsWith(path), problem::path);
        assertTrue(problem.message().endsWith("."), problem::message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '\'', textBlock = """
            action_input | {"inputSchema": {"type": "object", "description": "one\\n\\ttwo \\ud83d\\udc69\\u200d\\ud83d\\udcbb", "default": {"a": "\\u202e"}}}
            condition | {"rules": [{"left": 1, "operator": "is_empty"}, {"left": 1, "operator": "exists", "right": null}]}
            condition | {"rules": [{"left": 1, "operator": "matches", "right": "{{a.pattern}}"}]}
            condition | {"rules": "{{a.rules}}"}
            condition | {"expression": "{{= a.n > 5 }}"}
            condition | {"expression": "  {{a.flag}} "}
            switch    | {"value": 1, "cases": [{"id": "a", "operator": "is_empty"}, {"id": "b_2", "operator": "in", "value": []}]}
            switch    | {"value": 1, "cases": "{{a.cases}}"}
            action_input | {"inputSchema": {"type": "object", "properties": {"t": {"type": "string", "default": "{{x}}"}}}}
            return_output | {"output": 1, "outputSchema": {"type": ["string", "null"]}}
            """)
    void letsPass(String type, String config) {
        assertEquals(List.of(), check(type, config));
    }

    @Test
    void tellsAllFaultsAtOnce() {
        assertEquals(
                List.of("/config/rules/0/operator", "/config/rules/1/right", "/config/rules/3/right"),
                check("filter", """
                        {"items": [], "rules": [{"left": 1, "operator": "x"}, {"left": 1, "operator": "eq"},
                          {"left": 1, "operator": "exists"}, {"left": 1, "operator": "matches", "right": "["}]}""").stream().map(WorkflowProblem::path).toList());
    }

    @Test
    void aSwitchHasABranchForEachCaseAndOneMore() {
        var node = Bench.node(Bench.object("""
                {"type": "switch", "config": {"value": 1, "cases": [{"id": "b"}, {"id": "a"}, 7, {"id": 1}]}}"""));
        assertEquals(List.of("b", "a", "default"), List.copyOf(bench.kind(node).handles(node)));
    }

    private List<WorkflowProblem> check(String type, String config) {
        return bench.check("{\"type\": \"" + type + "\", \"config\": " + config + "}");
    }
}
