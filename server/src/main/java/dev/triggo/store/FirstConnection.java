package dev.triggo.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.locks.LockSupport;

/**
 * The connection with which a start begins. It belongs to no pool: a pool gives up after seconds, and on a machine that is
 * short of processor time the driver alone may take as long to load.
 */
final class FirstConnection {
    /** For a store that is started together with this server. */
    private static final int ATTEMPTS_AT_LEAST = 3;

    private static final long PATIENCE_NANOS = 5_000_000_000L;
    private static final long PAUSE_NANOS = 250_000_000;

    private FirstConnection() {}

    /** Throws IllegalStateException, with one line for the operator, when there is none to be had. */
    static Connection open(Dialect dialect) {
        long began = System.nanoTime();
        for (int attempt = 1; ; attempt++) {
            try {
                return dialect.openWriter();
            } catch (SQLException fault) {
                boolean waited = attempt >= ATTEMPTS_AT_LEAST && System.nanoTime() - began >= PATIENCE_NANOS;
                if (waited || !dialect.isUnavailable(fault)) {
                    throw unopened(fault);
                }
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        }
    }

    static IllegalStateException unopened(SQLException fault) {
        return new IllegalStateException(
                "The database cannot be opened: " + fault.getMessage() + ". Check DATABASE_URL or TRIGGO_DATA_DIR.",
                fault);
    }
}
