package dev.triggo.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** The present row of a result; columns by name. */
public final class Row {
    private final ResultSet rows;

    Row(ResultSet rows) {
        this.rows = rows;
    }

    /** A text that is never null in the schema. */
    public String text(String column) {
        String value = textOrNull(column);
        if (value == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return value;
    }

    public @Nullable String textOrNull(String column) {
        try {
            return rows.getString(column);
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    public long number(String column) {
        try {
            return rows.getLong(column);
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    public @Nullable Long numberOrNull(String column) {
        try {
            long value = rows.getLong(column);
            return rows.wasNull() ? null : Long.valueOf(value);
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    public boolean flag(String column) {
        return number(column) != 0;
    }
}
