package dev.triggo.store;

import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A connection in use. Statements are prepared once for as long as the session lives; SQL texts are constants. */
final class Session implements Transaction, AutoCloseable {
    /** At TRACE, the text of every statement and how many rows came of it; what is bound and read never. */
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Connection connection;
    private final Dialect dialect;
    private final boolean owner;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    Session(Connection connection, Dialect dialect) {
        this(connection, dialect, true);
    }

    private Session(Connection connection, Dialect dialect, boolean owner) {
        this.connection = connection;
        this.dialect = dialect;
        this.owner = owner;
    }

    Connection connection() {
        return connection;
    }

    /** Another one on the same connection, with statements of its own; it leaves the connection open. */
    Session beside() {
        return new Session(connection, dialect, false);
    }

    @Override
    public int update(String sql, @Nullable Object... values) {
        try {
            PreparedStatement statement = bind(sql, values);
            return statement.executeUpdate();
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    @Override
    public void batch(String sql, List<@Nullable Object[]> rows) {
        try {
            for (@Nullable Object[] row : rows) {
                bind(sql, row).addBatch();
            }
            if (!rows.isEmpty()) {
                statement(sql).executeBatch();
            }
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    @Override
    public <T> List<T> list(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            var found = new ArrayList<T>();
            var row = new Row(rows);
            while (rows.next()) {
                found.add(mapper.map(row));
            }
            LOG.trace("{} rows of {}", found.size(), sql);
            return found;
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    @Override
    public <T> Optional<T> first(String sql, RowMapper<T> mapper, @Nullable Object... values) {
        try (ResultSet rows = bind(sql, values).executeQuery()) {
            boolean found = rows.next();
            LOG.trace("{} found by {}", found, sql);
            return found ? Optional.of(mapper.map(new Row(rows))) : Optional.empty();
        } catch (SQLException fault) {
            throw new StoreException(fault);
        }
    }

    @Override
    public String skipLocked() {
        return dialect.skipLocked();
    }

    @Override
    public String locked() {
        return dialect.locked();
    }

    @Override
    public String held() {
        return dialect.held();
    }

    @Override
    public String now() {
        return dialect.now();
    }

    private PreparedStatement statement(String sql) throws SQLException {
        PreparedStatement statement = prepared.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            prepared.put(sql, statement);
        }
        return statement;
    }

    /** PostgreSQL keeps no such text and looks for none; what one store refuses, the other one does, too. */
    private static String storable(String text) {
        if (text.indexOf('\0') >= 0) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The character U+0000 is not taken in names, keys and ids: leave it out.");
        }
        return text;
    }

    private PreparedStatement bind(String sql, @Nullable Object[] values) throws SQLException {
        LOG.trace("{}", sql);
        PreparedStatement statement = statement(sql);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setNull(i + 1, Types.NULL);
                case String text -> statement.setString(i + 1, storable(text));
                case Long number -> statement.setLong(i + 1, number);
                case Integer number -> statement.setLong(i + 1, number);
                case Boolean flag -> statement.setLong(i + 1, flag ? 1 : 0);
                case Object other -> throw new IllegalArgumentException("no column type for " + other.getClass());
            }
        }
        return statement;
    }

    @Override
    public void close() {
        try {
            for (PreparedStatement statement : prepared.values()) {
                statement.close();
            }
            if (owner) {
                connection.close();
            }
        } catch (SQLException alreadyBroken) {
            // What matters is that the connection is given up.
            return;
        }
    }
}
