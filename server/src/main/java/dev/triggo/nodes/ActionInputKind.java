package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import java.util.Set;

/** Where a callable workflow begins: its output is the run's input, which was checked when the run was accepted. */
final class ActionInputKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"inputSchema": {"type": "object",
              "description": "JSON Schema (2020-12, type object) of the action's input; defaults are filled in."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "action_input", "config": {"inputSchema":
              {"type": "object", "required": ["email"], "properties": {"email": {"type": "string", "format": "email"}}}}},
             "input": {"email": "ada@example.com"},
             "output": {"email": "ada@example.com"}}""";

    ActionInputKind() {
        super(KindText.of(
                "action_input",
                "Starts a callable workflow: declares the input that callers give, and passes it on.",
                PROPERTIES,
                List.of("inputSchema"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        return Outcome.done(context.runInput());
    }

    /** A schema is no template: braces in its texts and defaults stay as they are. */
    @Override
    public Set<String> literalFields() {
        return Set.of("inputSchema");
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        if (!(node.config().get("inputSchema") instanceof Json.Obj schema)) {
            return List.of();
        }
        List<WorkflowProblem> problems = Schemas.check(node, "inputSchema", schema);
        if (!problems.isEmpty() || Json.of("object").equals(schema.get("type"))) {
            return problems;
        }
        return List.of(new WorkflowProblem(
                node.id(),
                "/config/inputSchema/type",
                Schemas.RULE,
                "The input of an action is an object: write \"type\": \"object\" at the top of its schema."));
    }

    /** The output says the same. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return Json.EMPTY_OBJECT;
    }
}
