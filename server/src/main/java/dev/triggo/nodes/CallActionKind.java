package dev.triggo.nodes;

import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import dev.triggo.workflow.Node;
import java.util.List;

/** Runs another action of the workspace as a step: a run of its own, linked to this one. */
final class CallActionKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"slug": {"type": "string", "minLength": 1, "maxLength": 64, "description": "The action to run."},
             "input": {"type": "object", "description": "Its input, with templates; checked against its schema."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "call_action", "config": {"slug": "score-lead", "input": {"email": "{{action_input.email}}"}}},
             "sources": {"action_input": {"email": "ada@example.com"}},
             "call": {"slug": "score-lead", "input": {"email": "ada@example.com"}}}""";

    CallActionKind() {
        super(KindText.of(
                "call_action",
                "Runs another action and gives its output; the run is linked. Calls go 5 deep, never in a circle.",
                PROPERTIES,
                List.of("slug"),
                EXAMPLE));
    }

    @Override
    Outcome carryOut(NodeContext context) {
        var config = new Config(context.config());
        return new Outcome.Call(
                config.word("slug", ""), config.fields().has("input") ? config.object("input") : Json.EMPTY_OBJECT);
    }

    /** What the action does is not known when the workflow is written: it may be another one by then. */
    @Override
    public Effect effect(Node node) {
        return Effect.WRITE;
    }

    @Override
    public boolean callsRuns() {
        return true;
    }

    @Override
    public boolean takesOptions() {
        return true;
    }
}
