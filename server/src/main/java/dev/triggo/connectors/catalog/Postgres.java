package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.JsonText;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.math.BigDecimal;
import java.nio.BufferUnderflowException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Any PostgreSQL server, in its own protocol: values never become part of a statement's text. */
final class Postgres {
    private static final long MAX_SECONDS = 300;
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DIGITS = 300;

    Connector connector() {
        return Connector.named("postgres")
                .displayName("PostgreSQL")
                .description(
                        "Statements on a PostgreSQL database of yours. Covered: reading in a read-only transaction, one"
                                + " changing statement in a transaction of its own, values as parameters $1, $2 …, TLS, SCRAM, rows as"
                                + " JSON. Not covered: COPY, several statements in one, transactions over several steps; arrays and"
                                + " other types come as text.")
                .icon(Icons.POSTGRES)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.SHORT_TEXT, "host").between(1, 253).require(),
                        Property.of(Kind.INTEGER, "port").between(1, 65_535).defaultsTo(5432L),
                        Property.of(Kind.SHORT_TEXT, "database").between(1, 63).require(),
                        Property.of(Kind.SHORT_TEXT, "user").between(1, 63).require(),
                        Property.of(Kind.SECRET, "password"),
                        Property.dropdown("tls", List.of("require", "off"))
                                .displayName("TLS")
                                .description("With require the server's certificate must be of the host and trusted.")
                                .defaultsTo("require"))))
                .liveCheck(Postgres::check)
                .action(query())
                .action(execute())
                .action(listTables())
                .build();
    }

    private static Action.Builder statement(String name) {
        return Action.named(name)
                .property(Property.of(Kind.LONG_TEXT, "sql")
                        .displayName("SQL")
                        .description("One statement. Write $1, $2 … where values go, never the values themselves.")
                        .between(1, 100_000)
                        .require())
                .property(Property.of(Kind.ARRAY, "params")
                        .description(
                                "The values of $1, $2 …: text, numbers, booleans, null; lists and objects as JSON.")
                        .between(0, 1000))
                .property(
                        Property.of(Kind.INTEGER, "max_rows").between(1, 10_000).defaultsTo(1000L))
                .property(Property.of(Kind.INTEGER, "timeout_seconds")
                        .description("The database gives a statement up after this.")
                        .between(1, MAX_SECONDS)
                        .defaultsTo(30L));
    }

    private static Shape rows() {
        return Shape.object()
                .list("rows", "Objects by column name")
                .whole("row_count", "Of rows here")
                .flag("truncated", "There were more than max_rows");
    }

    private static Action query() {
        return statement("query")
                .displayName("Query")
                .description(
                        "Reads rows in a read-only transaction: a statement that would change something is refused by the"
                                + " database. At most 1 MiB of values.")
                .sideEffect(SideEffect.READ)
                .outputSchema(rows().build())
                .example(
                        map(
                                "sql",
                                "SELECT id, name FROM customers WHERE email = $1",
                                "params",
                                List.of("ada@example.com")),
                        map("rows", List.of(map("id", 1, "name", "Ada")), "row_count", 1, "truncated", false))
                .run(context -> carryOut(context, context.props().text("sql"), true))
                .build();
    }

    private static Action execute() {
        return statement("execute")
                .displayName("Execute")
                .description(
                        "Carries out one statement that changes something, in a transaction of its own; with RETURNING it"
                                + " gives rows.")
                .outputSchema(rows().text("command", "As UPDATE")
                        .whole("affected", "Rows that it changed")
                        .build())
                .example(
                        map("sql", "UPDATE customers SET name = $1 WHERE id = $2", "params", List.of("Ada", 1)),
                        map("rows", List.of(), "row_count", 0, "truncated", false, "command", "UPDATE", "affected", 1))
                .run(context -> carryOut(context, context.props().text("sql"), false))
                .build();
    }

    private static Action listTables() {
        return Action.named("list_tables")
                .displayName("List tables")
                .description(
                        "Tables and views with their columns, without those of PostgreSQL itself; at most 5000 columns.")
                .property(Property.of(Kind.INTEGER, "max_rows").between(1, 5000).defaultsTo(5000L))
                .sideEffect(SideEffect.READ)
                .outputSchema(rows().build())
                .example(
                        map(),
                        map(
                                "rows",
                                List.of(map(
                                        "schema",
                                        "public",
                                        "table",
                                        "customers",
                                        "column",
                                        "id",
                                        "type",
                                        "bigint",
                                        "nullable",
                                        false)),
                                "row_count",
                                1,
                                "truncated",
                                false))
                .run(context -> carryOut(context, TABLES, true))
                .build();
    }

    private static final String TABLES = """
            SELECT table_schema AS schema, table_name AS "table", column_name AS "column", data_type AS type,
                is_nullable = 'YES' AS nullable
            FROM information_schema.columns
            WHERE table_schema NOT IN ('pg_catalog', 'information_schema')
            ORDER BY table_schema, table_name, ordinal_position""";

    /** Signs in, and has the database say that it is there. */
    private static void check(ActionContext context) throws ConnectorError, InterruptedException {
        try (var session = PgSession.open(context.sockets(), server(context))) {
            session.command("SELECT 1");
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException garbled) {
            throw PgSession.unsound();
        }
    }

    private static Credential.Fields server(ActionContext context) throws ConnectorError {
        if (context.credential() instanceof Credential.Fields server) {
            return server;
        }
        throw new ConnectorError(
                ErrorCode.VALIDATION_ERROR, "PostgreSQL needs a connection that says which database is meant.");
    }

    private static Object carryOut(ActionContext context, String sql, boolean reads)
            throws ConnectorError, InterruptedException {
        Credential.Fields server = server(context);
        var parameters = new ArrayList<@Nullable String>();
        for (Object value : context.props().list("params")) {
            parameters.add(parameter(value, context.json()));
        }
        long millis = millis(context);
        int most = (int) context.props().integer("max_rows", 1000);
        var taken = new Taken(most, context.json());
        try (var session = PgSession.open(context.sockets(), server)) {
            return carryOut(session, new Statement(sql, parameters, reads, most, millis), taken);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException garbled) {
            throw PgSession.unsound();
        }
    }

    /** What is to be carried out, and within what bounds. */
    private record Statement(String sql, List<@Nullable String> parameters, boolean reads, int most, long millis) {}

    private static Object carryOut(PgSession session, Statement statement, Taken taken)
            throws ConnectorError, InterruptedException {
        session.command(statement.reads() ? "BEGIN READ ONLY" : "BEGIN");
        session.command("SET LOCAL statement_timeout = %d".formatted(statement.millis()));
        String tag = session.run(
                statement.sql(),
                statement.parameters(),
                statement.reads(),
                statement.reads() ? statement.most() + 1 : 0,
                taken);
        if (statement.reads()) {
            return taken.output();
        }
        commit(session);
        return withTag(taken.output(), tag);
    }

    /** The server's refusal by its SQLSTATE; its words help who wrote the statement. */
    static ConnectorError refusal(String state, String words) {
        ErrorCode code = switch (state.length() < 2 ? "" : state.substring(0, 2)) {
            case "28" -> ErrorCode.AUTH_EXPIRED;
            // Too few values, or too many.
            case "08" -> state.equals("08P01") ? ErrorCode.VALIDATION_ERROR : ErrorCode.UPSTREAM_ERROR;
            case "40", "53", "58", "XX" -> ErrorCode.UPSTREAM_ERROR;
            case "57" -> state.equals("57014") ? ErrorCode.TIMEOUT : ErrorCode.UPSTREAM_ERROR;
            default -> ErrorCode.VALIDATION_ERROR;
        };
        String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return new ConnectorError(
                code,
                "The database refused (%s). It says: %s"
                        .formatted(state, line.length() > 300 ? line.substring(0, 300) + "…" : line));
    }

    /** When the answer is lost, what was asked for may have been done: that is not tried again by itself. */
    private static void commit(PgSession session) throws ConnectorError, InterruptedException {
        try {
            session.command("COMMIT");
        } catch (ConnectorError lost) {
            throw lost.code() == ErrorCode.VALIDATION_ERROR ? lost : inDoubt(lost);
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException garbled) {
            throw inDoubt(garbled);
        }
    }

    private static ConnectorError inDoubt(Exception lost) {
        return new ConnectorError(
                ErrorCode.UNKNOWN,
                "The line to the database broke while it kept the change: it may have been kept, so it is not tried again"
                        + " by itself.",
                lost);
    }

    /** Half a second is left for the answer to come back. */
    private static long millis(ActionContext context) throws ConnectorError {
        long asked = context.props().integer("timeout_seconds", 30) * 1000;
        long left = Duration.between(context.clock().instant(), context.run().deadline())
                .minusMillis(500)
                .toMillis();
        return Math.max(1, Math.min(asked, left));
    }

    private static @Nullable String parameter(@Nullable Object value, JsonText json) {
        return switch (value) {
            case null -> null;
            case String text -> text;
            case BigDecimal number -> number.toPlainString();
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case Object other -> json.write(other);
        };
    }

    private static Map<String, @Nullable Object> withTag(Map<String, @Nullable Object> output, String tag) {
        String[] words = tag.split(" ");
        String last = words[words.length - 1];
        output.put("command", tag.replaceAll("[ 0-9]+$", ""));
        output.put("affected", last.matches("[0-9]{1,18}") ? Long.parseLong(last) : 0L);
        return output;
    }

    /** The rows of a result, within their bounds. */
    private static final class Taken implements PgSession.Rows {
        private final int most;
        private final JsonText json;
        private final List<Object> rows = new ArrayList<>();
        private List<PgSession.Column> columns = List.of();
        private long bytes;
        private boolean truncated;

        Taken(int most, JsonText json) {
            this.most = most;
            this.json = json;
        }

        @Override
        public void columns(List<PgSession.Column> columns) {
            this.columns = columns;
        }

        @Override
        public void row(List<@Nullable String> values) throws ConnectorError {
            if (rows.size() == most) {
                truncated = true;
                return;
            }
            var row = new LinkedHashMap<String, @Nullable Object>();
            for (int i = 0; i < values.size() && i < columns.size(); i++) {
                String value = values.get(i);
                bytes += value == null ? 4 : value.length();
                String name = columns.get(i).name();
                row.put(row.containsKey(name) ? "%s_%d".formatted(name, i + 1) : name, plain(columns.get(i), value));
            }
            if (bytes > MAX_BYTES) {
                throw new ConnectorError(
                        ErrorCode.RESPONSE_TOO_LARGE,
                        "The rows are larger than %d bytes: ask for fewer rows or columns.".formatted(MAX_BYTES));
            }
            rows.add(row);
        }

        /** By the number of the type; what has no JSON of its own stays text. */
        private @Nullable Object plain(PgSession.Column column, @Nullable String value) {
            if (value == null) {
                return null;
            }
            return switch (column.type()) {
                case 16 -> value.equals("t");
                case 20, 21, 23, 26 -> Long.valueOf(value);
                case 700, 701, 1700 -> number(value);
                case 114, 3802 -> document(value);
                default -> value;
            };
        }

        private static Object number(String value) {
            return value.length() > MAX_DIGITS || !value.matches("-?[0-9.]+([eE][+-]?[0-9]{1,3})?")
                    ? value
                    : new BigDecimal(value);
        }

        private @Nullable Object document(String value) {
            try {
                return json.read(value);
            } catch (ConnectorError tooDeep) {
                return value;
            }
        }

        Map<String, @Nullable Object> output() {
            var output = new LinkedHashMap<String, @Nullable Object>();
            output.put("rows", rows);
            output.put("row_count", (long) rows.size());
            output.put("truncated", truncated);
            return output;
        }
    }
}
