package dev.triggo.cli;

import java.util.List;

/** A command of the command line. */
public interface Command {
    /** The word after {@code triggo}. */
    String name();

    /** Its forms, a line each, with what they do; a line that begins with a space goes on with the one before. */
    List<String> usage();

    /** Does it. Throws {@link Arguments.Misused} for a wrong call, {@link Failed} when it was refused or failed. */
    void run(List<String> words, Terminal terminal) throws InterruptedException;

    /** The command did not do what was asked; the message says why. */
    final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Failed(String message) {
            super(message, null, false, false);
        }
    }
}
