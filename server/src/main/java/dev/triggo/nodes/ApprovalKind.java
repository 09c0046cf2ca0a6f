package dev.triggo.nodes;

import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.kernel.Json;
import java.util.List;

/** Asks somebody. The run goes on when they say yes; a no cancels it, and no answer in time ends it. */
final class ApprovalKind extends BuiltInKind {
    private static final String PROPERTIES = """
            {"title": {"type": "string", "maxLength": 200, "description": "What is asked, in a few words; with templates."},
             "message": {"type": "string", "maxLength": 4000,
               "description": "What the person needs to know to decide; with templates."},
             "expiresInSeconds": {"type": "integer", "minimum": 1, "maximum": 2592000, "default": 3600,
               "description": "How long the question stands; then the run ends as timed out."},
             "separateDecider": {"type": "boolean", "default": false,
               "description": "The person who started the run must not decide."}}""";
    private static final String EXAMPLE = """
            {"node": {"type": "approval", "config": {"title": "Refund {{action_input.amount}}?", "separateDecider": true}},
             "sources": {"action_input": {"amount": 250}},
             "output": {"decision": "approved", "comment": null, "decidedBy": null}}""";

    ApprovalKind() {
        super(KindText.of(
                "approval",
                "Waits until a person approves; gives {decision, comment, decidedBy}. A no cancels the run.",
                PROPERTIES,
                List.of(),
                EXAMPLE));
    }

    /** Only a dry run comes here, which asks nobody: it goes on as if the answer were yes. */
    @Override
    Outcome carryOut(NodeContext context) {
        return Outcome.done(Json.object()
                .put("decision", "approved")
                .put("comment", Json.Null.NULL)
                .put("decidedBy", Json.Null.NULL)
                .build());
    }

    @Override
    public boolean asksApproval() {
        return true;
    }
}
