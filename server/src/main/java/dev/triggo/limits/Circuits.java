package dev.triggo.limits;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What several servers know together of services that fail: failures are counted over all of them, all leave a service
 * alone at the same time, and one call of all of them tries it again. Thread-safe.
 */
public interface Circuits {
    /**
     * When a circuit opens: after so many failures within that time, for so long.
     *
     * @param trial how long the one call that tries may take; then another one may
     */
    record Terms(int failures, Duration window, Duration pause, Duration trial) {}

    /** Whether a call may go. */
    sealed interface Leave {
        /** The service is not known to fail. */
        record Go() implements Leave {}

        /** This one call may try the service; how it ended is told with the token. */
        record Try(String token) implements Leave {}

        /** Not for so long; zero while another call tries it. */
        record Wait(Duration left) implements Leave {}
    }

    /** Null when the others cannot be asked: then this server goes by what it knows itself. */
    @Nullable
    Leave admit(String line, Terms terms);

    /** A call that was let through without trying has failed. Not told to anybody while the others cannot be reached. */
    void failed(String line, Terms terms);

    /**
     * The call that tried has ended.
     *
     * @param answered null when it never got there
     */
    void tried(String line, String token, @Nullable Boolean answered, Terms terms);
}
