package dev.triggo.mcp.tools;

import static dev.triggo.mcp.tools.Schemas.choice;
import static dev.triggo.mcp.tools.Schemas.may;
import static dev.triggo.mcp.tools.Schemas.need;
import static dev.triggo.mcp.tools.Schemas.object;
import static dev.triggo.mcp.tools.Schemas.text;

import dev.triggo.actions.Invocation;
import dev.triggo.actions.Invocations;
import dev.triggo.approvals.Answer;
import dev.triggo.approvals.Approvals;
import dev.triggo.engine.Approval;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.mcp.InputRequest;
import dev.triggo.mcp.ToolCall;
import dev.triggo.runs.Run;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Runs an action for a client that can ask the person at it: where the run comes to an approval that the caller may decide
 * on, the person is asked then and there. Who does not answer leaves the request pending, for anybody to decide later.
 */
public record AskedPerson(Invocations invocations, Approvals approvals) {
    private static final String RUN = "run";
    private static final Json.Obj FORM =
            object(need("decision", choice("approved", "rejected")), may("comment", text("Why; kept with the run.")));

    /** The run, once it has ended, waits for somebody who is not here, or as it is after the wait. */
    Run run(ToolCall call, Invocation invocation) throws InterruptedException {
        String begun = call.remembered(RUN);
        Run run = begun == null
                ? invocations
                        .invoke(call.caller(), invocation, Arguments.progress(call))
                        .run()
                : wait(call, new RunId(begun), invocation);
        return asked(call, run, invocation);
    }

    /** As {@link #run}, for a run that was begun already. */
    Run end(ToolCall call, RunId run, Invocation invocation) throws InterruptedException {
        return asked(call, wait(call, run, invocation), invocation);
    }

    private Run wait(ToolCall call, RunId run, Invocation invocation) throws InterruptedException {
        return invocations.end(call.caller(), run, invocation.patience(), Arguments.progress(call));
    }

    private Run asked(ToolCall call, Run first, Invocation invocation) throws InterruptedException {
        Run run = first;
        while (!invocation.patience().isZero() && call.canAsk("elicitation")) {
            Approval open = approvals.openTo(call.caller(), run);
            if (open == null) {
                return run;
            }
            call.remember(RUN, run.id().value());
            String key = "approval-" + open.request().id();
            Answer answer = answer(call.ask(Map.of(key, question(run))).get(key), open);
            if (answer == null) {
                return run;
            }
            decide(call, run, answer);
            run = wait(call, run.id(), invocation);
        }
        return run;
    }

    private void decide(ToolCall call, Run run, Answer answer) {
        try {
            approvals.decide(call.caller(), run.id(), answer);
        } catch (Problem refused) {
            if (refused.code() != ProblemCode.APPROVAL_NOT_PENDING) {
                throw refused;
            }
            // Somebody else was faster, or it is too late: the run tells.
        }
    }

    /** As the run shows it: secrets are blanked there. */
    private static InputRequest question(Run run) {
        Json.Obj asked = run.toJson(false).get("approval") instanceof Json.Obj shown ? shown : Json.EMPTY_OBJECT;
        Json arguments = asked.get("arguments");
        return InputRequest.form(
                asked.text("title") + "\n\n" + asked.text("message") + "\n\nArguments, in full:\n"
                        + (arguments == null ? "{}" : arguments.write()),
                FORM);
    }

    private static @Nullable Answer answer(Json.@Nullable Obj given, Approval open) {
        if (given == null
                || !"accept".equals(given.text("action"))
                || !(given.get("content") instanceof Json.Obj content)) {
            return null;
        }
        String comment = content.text("comment");
        return Answer.of(
                content.text("decision"),
                comment == null || comment.isBlank() ? null : comment,
                open.request().id());
    }
}
