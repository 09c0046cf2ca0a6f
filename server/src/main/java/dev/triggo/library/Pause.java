package dev.triggo.library;

import dev.triggo.kernel.RunId;
import org.jspecify.annotations.Nullable;

/**
 * Why and when the server took a workflow out of service.
 *
 * @param failures how many runs failed in a row
 * @param lastRun the last of them
 * @param lastCode the code of its error
 * @param at epoch milliseconds
 * @param why where it was not runs that failed: a sentence
 */
public record Pause(
        long failures,
        RunId lastRun,
        String lastCode,
        long at,
        @Nullable String why) {
    /** The sentence for people and callers. */
    public String reason() {
        if (why != null) {
            return why;
        }
        String runs = failures == 1 ? "Its last run failed" : "Its last " + failures + " runs failed, the last one";
        return runs + " with " + lastCode + " (run " + lastRun + ").";
    }
}
