package dev.triggo.sandbox;

import dev.triggo.kernel.Json;
import java.util.List;

/** How a call ended; {@code logs} are the lines that it wrote, cut to the limits. */
public sealed interface CodeResult {
    List<String> logs();

    record Done(Json value, List<String> logs) implements CodeResult {}

    /**
     * @param message for the author of the code; names line and column where they are known
     * @param line of the source as it was written, from 1; 0 when unknown
     * @param retryable it failed through no fault of the code
     */
    record Failed(Fault fault, String message, int line, int column, boolean retryable, List<String> logs)
            implements CodeResult {}

    /** What kept the code from giving a value. */
    enum Fault {
        /** The source cannot be read, or holds no function. */
        CODE_SYNTAX,
        /** The function threw, or gave what is no data. */
        CODE_ERROR,
        /** It used more processor time than it may, or the step's time was over. */
        CODE_TIMEOUT,
        CODE_MEMORY,
        CODE_OUTPUT_TOO_LARGE,
        /** The process that ran it ended, or too many calls were waiting. */
        CODE_UNAVAILABLE
    }
}
