package dev.triggo.kernel;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The moments at which losing power would hurt most. A server started with the system property {@code triggo.failpoint},
 * as in {@code -Dtriggo.failpoint=APPENDING:3}, ends when it comes to that moment for the third time, as by kill -9:
 * nothing is closed, written or told any more. Without the property nothing happens at any of them.
 */
public enum Failpoint {
    /** A run was asked for; nothing is written. */
    BEFORE_ACCEPTING,
    /** A run is accepted, durably; nobody was told. */
    ACCEPTED,
    /** A step is to be carried out; nothing was done. */
    BEFORE_STEP,
    /** Where branches meet: all have ended, the step after them is to begin. */
    JOINING,
    /** A step's answer is here; nothing is written. */
    ANSWERED,
    /** Events are durable; what follows from them has not begun. */
    RECORDED,
    /** Somebody has decided; nothing is written. */
    DECIDING,
    /** A run is to be cancelled; nothing is written. */
    CANCELLING,
    /** The run that a step calls is there, durably; the step does not know it yet. */
    CALLING,
    /** All items of a loop have ended; the loop has not. */
    LOOPED,
    /** A schedule's firing is claimed; there is no run of it. */
    FIRING,
    /** Somebody has sent an event, and it is as it must be; there is no run of it. */
    RECEIVED,
    /** Events are written, but not committed. */
    APPENDING,
    /** A run that replays another has taken over what was done; nothing is written. */
    REPLAYING,
    /** A migration was applied, but not committed. */
    MIGRATING,
    /** A part of what a deleted workspace had is cleared away; the rest is not. */
    CLEARING;

    private static final String PROPERTY = "triggo.failpoint";
    private static final int KILLED = 137;
    private static final @Nullable Failpoint ARMED;
    private static final AtomicInteger LEFT;

    static {
        String[] told = System.getProperty(PROPERTY, "").split(":", 2);
        ARMED = told[0].isEmpty() ? null : valueOf(told[0]);
        LEFT = new AtomicInteger(told.length < 2 ? 1 : Integer.parseInt(told[1]));
    }

    public boolean isArmed() {
        return this == ARMED;
    }

    /** To be called at the moment itself. */
    public void reach() {
        if (isArmed() && LEFT.decrementAndGet() == 0) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
