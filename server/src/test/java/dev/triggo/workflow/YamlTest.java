package dev.triggo.workflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class YamlTest {
    @Test
    void readsADefinition() {
        Json read = WorkflowDefinition.fromYaml("""
                # a comment
                nodes:
                  - id: in
                    type: action_input
                    config: {inputSchema: {type: object}}
                  - id: out
                    type: return_output
                    config:
                      output: "{{in.email}}"
                      text: |
                        two
                        lines
                edges: [{source: in, target: out}]
                """);
        assertEquals(
                "{\"nodes\":[{\"id\":\"in\",\"type\":\"action_input\",\"config\":{\"inputSchema\":{\"type\":\"object\"}}},"
                        + "{\"id\":\"out\",\"type\":\"return_output\",\"config\":{\"output\":\"{{in.email}}\","
                        + "\"text\":\"two\\nlines\\n\"}}],\"edges\":[{\"source\":\"in\",\"target\":\"out\"}]}",
                read.write());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "1 | 1",
                "-0.5 | -0.5",
                "1e3 | 1e3",
                "1.50 | 1.50",
                "12345678901234567890 | 12345678901234567890",
                "true | true",
                "False | false",
                "null | null",
                "~ | null",
                "yes | \"yes\"",
                "no | \"no\"",
                "on | \"on\"",
                "007 | \"007\"",
                "0x1F | \"0x1F\"",
                "1_000 | \"1_000\"",
                "+1 | \"+1\"",
                ".5 | \".5\"",
                ".inf | \".inf\"",
                ".nan | \".nan\"",
                "12:30:45 | \"12:30:45\"",
                "2026-11-01 | \"2026-11-01\"",
                "\"1\" | \"1\"",
                "'true' | \"true\"",
                "[] | []",
                "{} | {}",
                "{a: , b: } | {\"a\":null,\"b\":null}",
                "<<: 1 | {\"<<\":1}",
                "1: 2 | {\"1\":2}",
            })
    void onlyJsonsOwnWordsAndNumbersAreNotText(String yaml, String json) {
        assertEquals(json, WorkflowDefinition.fromYaml(yaml).write());
    }

    static String[] refused() {
        return new String[] {
            "",
            "# nothing",
            "a: [",
            "a: b: c",
            "\t- x",
            "a: 1\na: 2",
            "{a: 1, 'a': 2}",
            "a: &x 1\nb: *x",
            "a: &x 1",
            "a: *x",
            "!!str a",
            "a: !!java.net.URL [x]",
            "! a",
            "--- 1\n--- 2",
            "? [a]\n: 1",
            "{{a: 1}: 2}",
            "a: 1e999",
            "a: \u0000",
            "[".repeat(101) + "]".repeat(101),
            "[".repeat(200_000),
            "- ".repeat(100_000) + "1",
            "a: " + "x".repeat(2_100_000),
            "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]",
        };
    }

    @ParameterizedTest
    @MethodSource("refused")
    void refusesWhatIsNotPlainAndBounded(String yaml) {
        Problem problem = assertThrows(Problem.class, () -> WorkflowDefinition.fromYaml(yaml));
        assertEquals(ProblemCode.BAD_REQUEST, problem.code());
        assertTrue(!problem.sentence().contains("Exception"), problem::sentence);
    }

    @Test
    void saysWhereAFaultIs() {
        Problem problem = assertThrows(Problem.class, () -> WorkflowDefinition.fromYaml("a: 1\nb:\n  c: &x 2\n"));
        assertEquals("Anchors (&name) at line 3, column 6 are not allowed.", problem.sentence());
    }

    @Test
    void readsTheDepthThatIsAllowed() {
        String json = "[".repeat(99) + "1" + "]".repeat(99);
        assertEquals(json, WorkflowDefinition.fromYaml(json).write());
    }
}
