package dev.triggo.http;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A fault of ours: written down once with the request's number, told to the client without a detail. */
final class Incident {
    static final String SENTENCE =
            "Something went wrong on our side. Tell the operator the requestId: it is in the log.";
    private static final Logger LOG = LoggerFactory.getLogger(Incident.class);
    private static final int MAX_FRAMES = 60;
    private static final int MAX_CAUSES = 5;

    private Incident() {}

    /** @param what the route's own name, never the path that was sent: that may hold anything */
    static Problem log(String requestId, String what, Throwable fault) {
        LOG.error("request {} ({}) failed: {}", requestId, what, describe(fault));
        return Problem.of(ProblemCode.INTERNAL_SERVER_ERROR, SENTENCE);
    }

    /** The stack trace, with messages that can't pretend to be further lines of the log. */
    static String describe(Throwable fault) {
        var text = new StringBuilder();
        Throwable at = fault;
        for (int causes = 0; at != null && causes <= MAX_CAUSES; causes++) {
            text.append(causes == 0 ? "" : "\n  caused by ")
                    .append(at.getClass().getName());
            text.append(": ").append(oneLine(String.valueOf(at.getMessage())));
            StackTraceElement[] frames = at.getStackTrace();
            for (int i = 0; i < Math.min(frames.length, MAX_FRAMES); i++) {
                text.append("\n    at ").append(frames[i]);
            }
            at = at.getCause();
        }
        return text.toString();
    }

    private static String oneLine(String message) {
        var text = new StringBuilder(Math.min(message.length(), 1000));
        for (int i = 0; i < Math.min(message.length(), 1000); i++) {
            char c = message.charAt(i);
            text.append(c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 ? ' ' : c);
        }
        return text.toString();
    }
}
