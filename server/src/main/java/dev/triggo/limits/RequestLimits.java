package dev.triggo.limits;

import org.jspecify.annotations.Nullable;

/** The request rate: in any 60 seconds a unit (a credential) gets at most its limit. A refused request takes no place. */
public sealed interface RequestLimits extends AutoCloseable permits Limits, SharedLimits {
    /**
     * Counts one request of the unit if there is a place.
     *
     * @param limitPerMinute at least 1; may differ from call to call, the log of what was accepted stays the same
     */
    Allowance take(String unit, int limitPerMinute);

    /** What all servers know together of services that fail; null where this server is on its own. */
    default @Nullable Circuits circuits() {
        return null;
    }

    /** What the unit has used, without taking a place. While the shared counts are away, what was counted here. */
    Used look(String unit);

    @Override
    default void close() {}
}
