package dev.triggo.mcp;

import dev.triggo.access.Caller;
import java.util.function.Consumer;

/** Says when a list that a caller may have kept is no longer true. */
public interface ChangeFeed {
    /** Which list changed. */
    enum Change {
        TOOLS,
        PROMPTS,
        RESOURCES
    }

    /** Ends with {@link #close()}; nothing is told after. */
    interface Subscription extends AutoCloseable {
        @Override
        void close();
    }

    /** Tells the listener of each change that concerns this caller; the listener returns at once. */
    Subscription subscribe(Caller caller, Consumer<Change> listener);

    /** A feed of lists that never change. */
    static ChangeFeed silent() {
        return (caller, listener) -> () -> {};
    }
}
