package dev.triggo.store;

import java.sql.SQLException;

/** A database fault on its way to the edge of this package, where it becomes a Problem or a logged bug. */
final class StoreException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final SQLException fault;

    StoreException(SQLException fault) {
        super(fault);
        this.fault = fault;
    }

    SQLException fault() {
        return fault;
    }
}
