package dev.triggo.runs;

import dev.triggo.engine.Approval;
import dev.triggo.kernel.Failpoint;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import org.jspecify.annotations.Nullable;

/**
 * What somebody says to what a run waits for.
 *
 * @param approvalId which request they have read; null for whichever is pending
 * @param person who decides, and
 * @param by the same as shown to people
 */
public record ApprovalDecision(
        @Nullable String approvalId,
        boolean approved,
        PersonId person,
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

    /** The output of an approval node. */
    Json.Obj toOutput() {
        return Json.object()
                .put("decision", "approved")
                .put("comment", Json.ofNullable(comment))
                .put("decidedBy", by)
                .build();
    }
}
