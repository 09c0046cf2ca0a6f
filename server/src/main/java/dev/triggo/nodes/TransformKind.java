package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.template.Formula;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Computes a value by one JSONata expression over what the nodes before it gave. */
final class TransformKind extends BuiltInKind {
    private static final String NODES = "nodes";
    private static final String TRIGGER = "trigger";
    private static final Set<String> ROOTS = Set.of(NODES, TRIGGER);
    private static final String PROPERTIES = """
            {"expression": {"type": "string", "minLength": 1, "maxLength": 10000,
               "description": "JSONata over {nodes, trigger}: nodes.<id> is a node's output. No braces around it; no regular expressions, clock or chance."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "transform", "config": {
               "expression": "{\\"total\\": $sum(nodes.http_request_1.body.orders.amount), \\"for\\": trigger.name}"}},
             "input": {"name": "Ada"},
             "sources": {"http_request_1": {"body": {"orders": [{"amount": 20}, {"amount": 22}]}}},
             "output": {"total": 42, "for": "Ada"}}""";

    TransformKind() {
        super(KindText.of(
                "transform",
                "Computes a value with JSONata over {nodes, trigger}; for what templates cannot say.",
                PROPERTIES,
                List.of("expression"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Formula formula = Formula.of(new Config(context.config()).word("expression", ""));
        Json.Obj roots = Json.object()
                .put(NODES, nodes(context, formula))
                .put(TRIGGER, context.runInput())
                .build();
        return Outcome.done(formula.evaluate(roots));
    }

    /** The nodes right before this one, and any other that the expression names. */
    private static Json nodes(NodeContext context, Formula formula) {
        var outputs = new LinkedHashMap<String, Json>(context.sources());
        for (String name : named(formula)) {
            @Nullable Json output = context.bindings().root(name);
            if (output != null) {
                outputs.putIfAbsent(name, output);
            }
        }
        return new Json.Obj(outputs);
    }

    /** Every name in the expression that may be a node's. */
    private static Set<String> named(Formula formula) {
        var names = new LinkedHashSet<>(formula.names());
        names.removeAll(Set.of(TRIGGER, "run", "workspace"));
        return names;
    }

    @Override
    public Set<String> furtherRoots(Json.Obj config) {
        return named(Formula.of(String.valueOf(config.text("expression"))));
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        Formula formula = Formula.of(String.valueOf(node.config().text("expression")));
        var problems = new ArrayList<WorkflowProblem>();
        formula.faults().forEach(fault -> problems.add(problem(node, "bad_expression", fault)));
        for (String root : formula.roots()) {
            if (!ROOTS.contains(root)) {
                problems.add(problem(
                        node,
                        "unknown_root",
                        "The expression refers to '" + root + "'; it sees nodes and trigger only: write nodes." + root
                                + " for the output of a node."));
            }
        }
        return problems;
    }

    private static WorkflowProblem problem(Node node, String rule, String message) {
        return new WorkflowProblem(node.id(), "/config/expression", rule, message);
    }

    @Override
    public Set<String> literalFields() {
        return Set.of("expression");
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
