package dev.triggo.actions;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A call of an action, as either door has read it.
 *
 * @param input as sent; checked against the action's schema later
 * @param correlationId the caller's own id for what it is doing, 1 to 200 characters
 * @param idempotencyKey 1 to 255 visible ASCII characters
 * @param patience how long to wait for the end, 0 to 60 seconds
 */
public record Invocation(
        String slug,
        Json input,
        boolean dryRun,
        @Nullable String correlationId,
        @Nullable String idempotencyKey,
        Duration patience) {
    private static final int MAX_WAIT_SECONDS = 60;
    private static final int MAX_KEY = 255;
    private static final int MAX_CORRELATION = 200;

    /** Throws BAD_REQUEST with all faults at once. */
    public Invocation {
        check(correlationId, idempotencyKey, patience);
    }

    static void check(@Nullable String correlationId, @Nullable String idempotencyKey, Duration patience) {
        var faults = new ArrayList<Json>();
        if (!isKey(idempotencyKey)) {
            faults.add(wrongKey());
        }
        if (correlationId != null && !isPlainText(correlationId)) {
            faults.add(fault("/correlationId", "must be 1 to 200 whole characters, none of them a control character"));
        }
        if (patience.isNegative() || patience.toSeconds() > MAX_WAIT_SECONDS) {
            faults.add(fault("/wait", "must be 0 to 60 seconds"));
        }
        refuse(faults);
    }

    /** Throws BAD_REQUEST for what cannot be an idempotency key; null is none. */
    static void requireKey(@Nullable String key) {
        refuse(isKey(key) ? List.of() : List.of(wrongKey()));
    }

    private static boolean isKey(@Nullable String key) {
        return key == null || isVisibleAscii(key);
    }

    private static Json wrongKey() {
        return fault("/idempotencyKey", "must be 1 to 255 visible ASCII characters");
    }

    static void refuse(List<Json> faults) {
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The request has values that are not allowed; see details.", faults);
        }
    }

    private static Json fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }

    private static boolean isVisibleAscii(String text) {
        return !text.isEmpty() && text.length() <= MAX_KEY && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }

    private static boolean isPlainText(String text) {
        return !text.isEmpty()
                && text.codePointCount(0, text.length()) <= MAX_CORRELATION
                // A surrogate is what half a character leaves, and would not come back from the store as it went in.
                && text.codePoints()
                        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
    }
}
