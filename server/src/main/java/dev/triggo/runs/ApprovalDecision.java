package dev.triggo.runs;

import dev.triggo.engine.Approval;
import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says to what a run waits for.
 *
 * @param approvalId which request they have read; null for whichever is pending
 * @param person who decides, and
 * @param credential what they came in with, which is asked again when the decision is committed: it may be over by then
 * @param by the same as shown to people
 */
public record ApprovalDecision(
        @Nullable String approvalId,
        boolean approved,
        PersonId person,
        String credential,
        String by,
        @Nullable String comment) {

    boolean isAbout(Approval asked) {
        return approvalId == null || approvalId.equals(asked.request().id());
    }

    /** Judged by the person behind the key, not by the key. */
    void checkDecider(Approval asked, RunRow row) {
        if (asked.request().separateDecider() && person.equals(row.person())) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "Somebody else has to decide: this approval may not be given or refused by the person who started"
                            + " the run.");
        }
        Failpoint.DECIDING.reach();
    }

    /** @param asksItself the node is there to ask, and done with the yes */
    List<RunEvent> events(Approval asked, boolean asksItself) {
        String id = asked.request().id();
        if (!approved) {
            return List.of(new RunEvent.ApprovalRejected(asked.step(), id, by, comment));
        }
        var yes = new RunEvent.ApprovalApproved(asked.step(), id, by, comment);
        return asksItself ? List.of(yes, new RunEvent.StepCompleted(asked.step(), 1, output(), null, 0)) : List.of(yes);
    }

    private Json.Obj output() {
        return Json.object()
                .put("decision", "approved")
                .put("comment", Json.ofNullable(comment))
                .put("decidedBy", by)
                .build();
    }
}
