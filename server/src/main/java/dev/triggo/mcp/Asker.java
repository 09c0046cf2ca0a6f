package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One way to get an answer from the client in the middle of a call. There are three: a modern call ends with its
 * questions and is sent again with the answers; a legacy call asks on its stream and waits; a task parks.
 */
@FunctionalInterface
interface Asker {
    /** Answers by the keys of the questions; may leave by {@link Unanswered} instead. */
    Map<String, Json.Obj> ask(Map<String, InputRequest> questions) throws InterruptedException;

    /** Keeps something for when the call is run again from its start; a call that is not has no need of it. */
    default void remember(String key, String value) {}

    /** What was kept under that key when the call was run before; null at the first time. */
    default @Nullable String remembered(String key) {
        return null;
    }

    /** Leaves a call that cannot go on before the client has answered; carries the result that says so. */
    final class Unanswered extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final transient Json.Obj result;

        Unanswered(Json.Obj result) {
            super("input required", null, false, false);
            this.result = result;
        }

        Json.Obj result() {
            return result;
        }
    }
}
