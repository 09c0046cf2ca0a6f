package dev.triggo.library;

import dev.triggo.kernel.RunId;

/**
 * Why and when the server took a workflow out of service.
 *
 * @param failures how many runs failed in a row
 * @param lastRun the last of them
 * @param lastCode the code of its error
 * @param at epoch milliseconds
 */
public record Pause(long failures, RunId lastRun, String lastCode, long at) {
    /** The sentence for people and callers. */
    public String reason() {
        String runs = failures == 1 ? "Its last run failed" : "Its last " + failures + " runs failed, the last one";
        return runs + " with " + lastCode + " (run " + lastRun + ").";
    }
}
