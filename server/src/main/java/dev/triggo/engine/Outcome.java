package dev.triggo.engine;

import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How carrying out a node ended, or what it waits for. */
public sealed interface Outcome {
    /** The lines that carrying it out wrote. */
    default List<String> logs() {
        return List.of();
    }

    /**
     * It gave an output; {@code handle} names the branch taken, null for the only one; {@code logs} are the lines that it
     * wrote.
     */
    record Done(Json output, @Nullable String handle, List<String> logs) implements Outcome {
        public Done(Json output, @Nullable String handle) {
            this(output, handle, List.of());
        }
    }

    /**
     * It failed.
     *
     * @param code UPPER_SNAKE, as {@code EGRESS_DENIED}
     * @param message for a person: what happened and what may help
     * @param retryable a later attempt may do better
     * @param retryAfter how long the other side asked to wait, null when it did not
     * @param logs the lines that it wrote before
     */
    record Failed(
            String code,
            String message,
            boolean retryable,
            @Nullable Duration retryAfter,
            List<String> logs) implements Outcome {
        public Failed(String code, String message, boolean retryable, @Nullable Duration retryAfter) {
            this(code, message, retryable, retryAfter, List.of());
        }
    }

    /** In a dry run: what would have been sent. {@code output} stands in for the answer in later nodes. */
    record Planned(Json.Obj plan, Json output) implements Outcome {}

    /** It sleeps until this time (epoch milliseconds) and has then ended, with {@code {resumedAt}} as its output. */
    record Sleep(long until) implements Outcome {}

    /** The nodes of its body are to be carried out for each of these items, so many at the same time. */
    record Each(List<Json> items, int concurrency, boolean continueOnItemFailure) implements Outcome {}

    /** The action of this slug is to be run; its output is the step's. */
    record Call(String slug, Json input) implements Outcome {}

    static Outcome done(Json output) {
        return new Done(output, null);
    }

    static Outcome branch(Json output, String handle) {
        return new Done(output, handle);
    }

    static Outcome failed(String code, String message) {
        return new Failed(code, message, false, null);
    }
}
