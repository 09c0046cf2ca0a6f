package dev.triggo.runs;

import dev.triggo.store.Transaction;

/** What else follows from the end of a run; answered by the wiring. */
public interface Endings {
    /**
     * The run ends, in this transaction: what is written here is there if and only if the run has ended. May be called
     * again for the same run, when the transaction is tried again.
     */
    void ending(Transaction tx, Ending run);

    /** The run's end is durable, and nobody was told yet. Returns at once; a crash may come before it. */
    void ended(Ending run);
}
