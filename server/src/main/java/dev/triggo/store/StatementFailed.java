package dev.triggo.store;

import java.sql.SQLException;

/** The database is there and refuses what it was asked to do: a fault of ours, or of whoever changed it behind our back. */
public final class StatementFailed extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    StatementFailed(SQLException fault) {
        super("a statement failed: " + fault.getMessage(), fault);
    }
}
