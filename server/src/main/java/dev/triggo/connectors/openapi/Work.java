package dev.triggo.connectors.openapi;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;

/**
 * What is left of the work that a document may make. What it refers to is read again wherever it is referred to, so that a
 * small document can ask for more than any machine does. Counted and not timed, so that the same document ends in the
 * same way on a busy machine; the largest of the public ones take a small part of it.
 */
final class Work {
    /** Steps for one operation: about a tenth of a second. */
    private static final long OF_OPERATION = 500_000;

    private static final long OF_ALL = 30_000_000;
    private static final int CHARACTERS_PER_STEP = 64;

    private long all = OF_ALL;
    private long here = OF_ALL;

    /** Nothing is left. Not for those to catch who go on without what a reference leads to. */
    static final class Spent extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Spent(String message) {
            super(message, null, false, false);
        }

        String sentence() {
            return String.valueOf(getMessage());
        }

        String mend() {
            return "Refer to large parts of the document less often, or leave operations out by 'include'.";
        }
    }

    /** An operation is begun. */
    void begin() {
        here = OF_OPERATION;
    }

    /** Takes steps, each of about what it costs to read one field. */
    void charge(long steps) {
        here -= steps;
        all -= steps;
        if (all < 0) {
            throw new Spent(
                    "Reading the document takes too much work, with all that its operations refer to and share.");
        }
        if (here < 0) {
            throw new Spent("Reading it takes too much work, with all that it refers to.");
        }
    }

    /** Takes what it costs to go through all that stands in this value itself. */
    void chargeWhole(Json value) {
        long most = Math.max(0, Math.min(here, all)) * CHARACTERS_PER_STEP;
        charge(1 + JsonSize.of(value, most) / CHARACTERS_PER_STEP);
    }

    /** Takes what it costs to go through a text. */
    void chargeText(String text) {
        charge(1 + text.length() / CHARACTERS_PER_STEP);
    }
}
