package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Sends the run one of two ways, by {@code rules} or by an {@code expression}. Of what an expression can give, only the
 * boolean true is true: not {@code "true"}, not 1.
 */
final class ConditionKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {%s,
             "expression": {"type": "string", "examples": ["{{= score > 50 }}"],
               "description": "Instead of rules: one template; only the boolean true takes the branch true."}}""".formatted(Rules.PROPERTIES);
    private static final String EXAMPLE = """
            {"node": {"type": "condition", "config": {"combinator": "and", "rules": [
               {"left": "{{http_request_1.body.score}}", "operator": "gte", "right": 50},
               {"left": "{{http_request_1.body.country}}", "operator": "in", "right": ["DE", "FR"]}]}},
             "sources": {"http_request_1": {"body": {"score": 72, "country": "FR"}}},
             "output": {"result": true},
             "handle": "true"}""";

    ConditionKind() {
        super(KindText.of(
                "condition",
                "Sends the run one of two ways: the branch true when the rules (or the expression) hold, else false.",
                PROPERTIES,
                List.of(),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Json expression = context.config().get("expression");
        boolean result = expression == null ? new Rules().hold(context.config()) : expression == Json.Bool.TRUE;
        return Outcome.branch(Json.object().put("result", result).build(), String.valueOf(result));
    }

    @Override
    public Set<String> handles(Node node) {
        return Set.of("true", "false");
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        var problems = new ArrayList<WorkflowProblem>(Rules.check(node));
        Json expression = node.config().get("expression");
        if (expression == null && !node.config().has("rules")) {
            problems.add(new WorkflowProblem(
                    node.id(), "/config", "missing_field", "A condition needs rules, or an expression."));
        } else if (expression != null && node.config().has("rules")) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    "/config/expression",
                    "unexpected_field",
                    "A condition has rules or an expression: leave one of them out."));
        }
        if (expression instanceof Json.Str text && !isOneTemplate(text.value().strip())) {
            problems.add(new WorkflowProblem(
                    node.id(),
                    "/config/expression",
                    "constant_expression",
                    "As text this is never true: write one template and nothing around it, as {{= score > 50 }}."));
        }
        return problems;
    }

    /** Rough on purpose: a text that only looks like one template is merely not warned about. */
    private static boolean isOneTemplate(String text) {
        return text.startsWith("{{") && text.endsWith("}}");
    }
}
