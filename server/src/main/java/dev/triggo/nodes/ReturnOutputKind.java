package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.schema.SchemaError;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowProblem;
import java.util.List;
import java.util.Set;

/** Where a callable workflow ends: its output is the run's output. */
final class ReturnOutputKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"output": {"description": "What the caller gets: any JSON, with templates."},
             "outputSchema": {"type": ["object", "boolean"],
               "description": "JSON Schema (2020-12) of the output; a value that does not fit fails the run."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "return_output", "config": {
               "output": {"qualified": true, "score": "{{http_request_1.body.score}}"},
               "outputSchema": {"type": "object", "required": ["qualified"]}}},
             "sources": {"http_request_1": {"status": 200, "body": {"score": 72}}},
             "output": {"qualified": true, "score": 72}}""";

    private final Schemas schemas = new Schemas();

    ReturnOutputKind() {
        super(KindText.of(
                "return_output",
                "Ends a callable workflow: what the caller gets. With several of them, the last one reached counts.",
                PROPERTIES,
                List.of("output"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        Json output = new Config(context.config()).value("output");
        Json schema = context.config().get("outputSchema");
        if (schema == null) {
            return Outcome.done(output);
        }
        List<SchemaError> faults;
        try {
            faults = schemas.faults(schema, output);
        } catch (IllegalArgumentException unsound) {
            throw new Misfit("/config/outputSchema", "is no JSON Schema that can be used");
        }
        return faults.isEmpty()
                ? Outcome.done(output)
                : Outcome.failed("OUTPUT_INVALID", "The output does not fit outputSchema: " + Schemas.line(faults));
    }

    /** A schema is no template: braces in its texts and defaults stay as they are. */
    @Override
    public Set<String> literalFields() {
        return Set.of("outputSchema");
    }

    @Override
    public List<WorkflowProblem> check(Node node) {
        Json schema = node.config().get("outputSchema");
        return schema instanceof Json.Obj ? Schemas.check(node, "outputSchema", schema) : List.of();
    }

    @Override
    public boolean givesRunOutput() {
        return true;
    }

    /** The output says the same. */
    @Override
    public Json.Obj journaledInput(Json.Obj config) {
        return Json.EMPTY_OBJECT;
    }
}
