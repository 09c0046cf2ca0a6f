package dev.triggo.approvals;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What somebody answers to a request for approval, as a door has read it.
 *
 * @param approved yes or no
 * @param comment why, for whoever reads the run later; 1 to 2,000 characters of plain text
 * @param approvalId the id of the request that was read; null for whichever is pending
 */
public record Answer(
        boolean approved,
        @Nullable String comment,
        @Nullable String approvalId) {
    private static final int MAX_COMMENT = 2_000;
    private static final int MAX_ID = 64;

    public Answer {
        var faults = new ArrayList<Json>();
        if (comment != null && !isPlainText(comment)) {
            faults.add(fault("/comment", "must be 1 to 2,000 characters without control characters"));
        }
        if (approvalId != null && (approvalId.isEmpty() || approvalId.length() > MAX_ID)) {
            faults.add(fault("/approvalId", "must be the id of a request, from approval.id of the run"));
        }
        refuse(faults);
    }

    /** Of the words on the wire. Throws BAD_REQUEST with all faults at once. */
    public static Answer of(@Nullable String decision, @Nullable String comment, @Nullable String approvalId) {
        if (decision == null || !(decision.equals("approved") || decision.equals("rejected"))) {
            refuse(List.of(fault("/decision", "must be approved or rejected")));
        }
        return new Answer("approved".equals(decision), comment, approvalId);
    }

    private static void refuse(List<Json> faults) {
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The answer has values that are not allowed, so nothing was decided; see details.",
                    faults);
        }
    }

    private static Json fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }

    /** Halves of characters would not come back from the store as they went in; direction marks make text lie. */
    private static boolean isPlainText(String text) {
        return !text.isBlank()
                && text.codePointCount(0, text.length()) <= MAX_COMMENT
                && text.codePoints().noneMatch(Answer::isUnseen);
    }

    private static boolean isUnseen(int c) {
        return Character.isISOControl(c)
                || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                || (c >= 0x202a && c <= 0x202e)
                || (c >= 0x2066 && c <= 0x2069)
                || c == 0x2028
                || c == 0x2029;
    }
}
