package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.sdk.testkit.PlainJson;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Statements on a real PostgreSQL. */
class PostgresTest {
    private static final String PEOPLE = """
            CREATE TABLE people (id BIGINT PRIMARY KEY, name TEXT, born DATE, score NUMERIC(12, 4), ratio DOUBLE PRECISION,
                active BOOLEAN, extra JSONB, tags TEXT[])""";

    private static URI database;

    @BeforeAll
    static void makeTables() throws Exception {
        database = URI.create(TestDatabase.emptyPostgresUrl());
        try (var connection = jdbc("postgres");
                var statement = connection.createStatement()) {
            statement.execute(PEOPLE);
            statement.execute(
                    "INSERT INTO people VALUES (1, 'Ada', '1815-12-10', 12.5000, 0.1, TRUE, '{\"a\": [1, null]}', '{x,y}')");
            statement.execute("INSERT INTO people (id) VALUES (2)");
        }
    }

    private static Connection jdbc(String user) throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://localhost:%d%s?user=%s&password=postgres"
                .formatted(database.getPort(), database.getPath(), user));
    }

    private static Map<String, Object> connection() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("host", "localhost");
        fields.put("port", (long) database.getPort());
        fields.put("database", database.getPath().substring(1));
        fields.put("user", "postgres");
        fields.put("password", "postgres");
        fields.put("tls", "off");
        return fields;
    }

    private static Map<?, ?> run(String action, Map<String, Object> connection, Map<String, Object> input)
            throws Exception {
        return (Map<?, ?>) ActionTrial.of(new Postgres().connector(), action)
                .signedInWith(new Credential.Fields(new LinkedHashMap<>(connection)))
                .opening(new PlainSockets(SSLContext.getDefault()))
                .run(input);
    }

    private static Map<?, ?> query(String sql, Object... params) throws Exception {
        return run("query", connection(), Map.of("sql", sql, "params", Arrays.asList(params)));
    }

    private static ConnectorError refused(String action, String sql, Object... params) {
        return assertThrows(
                ConnectorError.class,
                () -> run(action, connection(), Map.of("sql", sql, "params", Arrays.asList(params))),
                sql);
    }

    private static String json(Object value) {
        return new PlainJson().write(value);
    }

    @Test
    void readsValuesByTheirTypes() throws Exception {
        assertEquals(
                "{\"rows\":[{\"id\":1,\"name\":\"Ada\",\"born\":\"1815-12-10\",\"score\":12.5000,\"ratio\":0.1,\"active\":true,"
                        + "\"extra\":{\"a\":[1,null]},\"tags\":\"{x,y}\"},{\"id\":2,\"name\":null,\"born\":null,\"score\":null,"
                        + "\"ratio\":null,\"active\":null,\"extra\":null,\"tags\":null}],\"row_count\":2,\"truncated\":false}",
                json(query("SELECT * FROM people ORDER BY id")));
        assertEquals(
                "[{\"a\":1,\"a_2\":2,\"numeric\":\"NaN\",\"float8\":\"Infinity\"}]",
                json(query("SELECT 1 AS a, 2 AS a, 'NaN'::numeric, 'Infinity'::float8")
                        .get("rows")));
        assertEquals("[]", json(query("SELECT 1 WHERE FALSE").get("rows")));
        assertEquals(1L, query("SHOW max_connections").get("row_count"));
    }

    @Test
    void valuesNeverBecomePartOfTheStatement() throws Exception {
        for (String evil :
                List.of("'; DROP TABLE people; --", "' OR '1'='1", "\\", "$1", "\"", "ü\ud83d\ude00", "a\nb")) {
            assertEquals(
                    "[]",
                    json(query("SELECT id FROM people WHERE name = $1", evil).get("rows")));
            assertEquals(
                    json(List.of(Map.of("x", evil))),
                    json(query("SELECT $1::text AS x", evil).get("rows")));
        }
        assertEquals(
                "[{\"a\":7,\"b\":true,\"c\":null,\"d\":{\"k\":[1]},\"e\":1.5}]",
                json(query(
                                "SELECT $1::bigint AS a, $2::boolean AS b, $3::text AS c, $4::jsonb AS d, $5::numeric AS e",
                                7L,
                                true,
                                null,
                                Map.of("k", List.of(1L)),
                                new java.math.BigDecimal("1.5"))
                        .get("rows")));
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("query", "SELECT $1::text", "a\0b").code());
        assertEquals(
                ErrorCode.VALIDATION_ERROR, refused("query", "SELECT $1::int").code());
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("query", "SELECT $1::int", "x").code());
    }

    @Test
    void aQueryChangesNothing() throws Exception {
        for (String change : List.of(
                "INSERT INTO people (id) VALUES (9) RETURNING id",
                "WITH x AS (DELETE FROM people RETURNING id) SELECT * FROM x",
                "SELECT 1; DELETE FROM people",
                "DELETE FROM people",
                "COMMIT",
                "SET TRANSACTION READ WRITE",
                "BEGIN READ WRITE",
                "COPY people TO STDOUT",
                "COPY people FROM STDIN",
                "COPY (SELECT 1) TO '/tmp/never-written'",
                "CREATE TABLE x (a int)",
                "SELECT nextval('s') FROM (SELECT set_config('transaction_read_only', 'off', true)) y",
                "SELECT set_config('transaction_read_only', 'off', true)",
                "TRUNCATE people",
                "EXPLAIN ANALYZE DELETE FROM people",
                "")) {
            ConnectorError error =
                    assertThrows(ConnectorError.class, () -> run("query", connection(), Map.of("sql", change)), change);
            assertEquals(ErrorCode.VALIDATION_ERROR, error.code(), change);
        }
        assertEquals(2L, query("SELECT id FROM people").get("row_count"));
        assertFalse(Files.exists(Path.of("/tmp/never-written")));
    }

    @Test
    void executesOneStatementInATransaction() throws Exception {
        var connection = connection();
        run("execute", connection, Map.of("sql", "CREATE TABLE IF NOT EXISTS notes (id SERIAL, words TEXT)"));
        var output = run(
                "execute",
                connection,
                Map.of(
                        "sql",
                        "INSERT INTO notes (words) VALUES ($1), ($2) RETURNING words",
                        "params",
                        List.of("a", "b")));
        assertEquals(
                "{\"rows\":[{\"words\":\"a\"},{\"words\":\"b\"}],\"row_count\":2,\"truncated\":false,\"command\":\"INSERT\",\"affected\":2}",
                json(output));
        assertEquals(
                1L,
                run("execute", connection, Map.of("sql", "DELETE FROM notes WHERE words = 'a'"))
                        .get("affected"));
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("execute", "COPY notes FROM STDIN").code());
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("execute", "COPY notes TO STDOUT").code());
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("execute", "DELETE FROM notes; DELETE FROM people").code());
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                refused("execute", "INSERT INTO nowhere VALUES (1)").code());
        assertEquals(
                "[{\"words\":\"b\"}]", json(query("SELECT words FROM notes").get("rows")));
    }

    @Test
    void rowsBytesAndTimeAreBounded() throws Exception {
        var few =
                run("query", connection(), Map.of("sql", "SELECT * FROM generate_series(1, 100000) n", "max_rows", 3));
        assertEquals("[{\"n\":1},{\"n\":2},{\"n\":3}]", json(few.get("rows")));
        assertEquals(true, few.get("truncated"));
        assertEquals(
                ErrorCode.RESPONSE_TOO_LARGE,
                refused("query", "SELECT repeat('x', 2000000)").code());
        assertEquals(
                ErrorCode.RESPONSE_TOO_LARGE,
                refused("query", "SELECT repeat('x', 20000000)").code());
        assertEquals(
                ErrorCode.RESPONSE_TOO_LARGE,
                refused("query", "SELECT repeat('x', 100000) FROM generate_series(1, 100)")
                        .code());
        ConnectorError late = assertThrows(
                ConnectorError.class,
                () -> run("query", connection(), Map.of("sql", "SELECT pg_sleep(60)", "timeout_seconds", 1)));
        assertEquals(ErrorCode.TIMEOUT, late.code());
    }

    @Test
    void listsTables() throws Exception {
        assertTrue(
                json(run("list_tables", connection(), Map.of()).get("rows"))
                        .contains(
                                "{\"schema\":\"public\",\"table\":\"people\",\"column\":\"id\",\"type\":\"bigint\",\"nullable\":false}"));
    }

    @Test
    void signsInWithAPasswordThatDoesNotLeave() throws Exception {
        try (var connection = jdbc("postgres");
                var statement = connection.createStatement()) {
            statement.execute("DROP ROLE IF EXISTS by_scram");
            statement.execute("DROP ROLE IF EXISTS by_md5");
            statement.execute("SET password_encryption = 'scram-sha-256'");
            statement.execute("CREATE ROLE by_scram LOGIN PASSWORD 'grün, s3cret'");
            statement.execute("SET password_encryption = 'md5'");
            statement.execute("CREATE ROLE by_md5 LOGIN PASSWORD 's3cret'");
            Path rules;
            try (var found = statement.executeQuery("SHOW hba_file")) {
                found.next();
                rules = Path.of(found.getString(1));
            }
            Files.writeString(
                    rules, "host all by_scram all scram-sha-256\nhost all by_md5 all md5\n" + Files.readString(rules));
            statement.execute("SELECT pg_reload_conf()");
        }
        var fields = connection();
        fields.put("user", "by_scram");
        fields.put("password", "grün, s3cret");
        assertEquals(
                "[{\"who\":\"by_scram\"}]",
                json(run("query", fields, Map.of("sql", "SELECT current_user AS who"))
                        .get("rows")));
        fields.put("password", "wrong");
        ConnectorError error =
                assertThrows(ConnectorError.class, () -> run("query", fields, Map.of("sql", "SELECT 1")));
        assertEquals(ErrorCode.AUTH_EXPIRED, error.code());
        // MD5 could be listened to and broken: it goes over a protected line only.
        fields.put("user", "by_md5");
        fields.put("password", "s3cret");
        assertEquals(
                ErrorCode.VALIDATION_ERROR,
                assertThrows(ConnectorError.class, () -> run("query", fields, Map.of("sql", "SELECT 1")))
                        .code());
    }

    @Test
    void itsLiveCheckSignsIn() throws Exception {
        var trial =
                ActionTrial.ofLiveCheck(new Postgres().connector()).opening(new PlainSockets(SSLContext.getDefault()));
        trial.signedInWith(new Credential.Fields(new LinkedHashMap<>(connection())))
                .run(Map.of());
        var elsewhere = connection();
        elsewhere.put("database", "no_such_database");
        trial.signedInWith(new Credential.Fields(new LinkedHashMap<>(elsewhere)));
        assertThrows(ConnectorError.class, () -> trial.run(Map.of()));
    }

    @Test
    void withoutTlsOnTheServerNothingButTheQuestionIsSent() {
        var fields = connection();
        fields.put("tls", "require");
        ConnectorError error =
                assertThrows(ConnectorError.class, () -> run("query", fields, Map.of("sql", "SELECT 1")));
        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
        assertTrue(error.sentence().contains("TLS"), error.sentence());
    }

    @Test
    void whatSpeaksSomethingElseIsNoBug() throws Exception {
        byte[] ready = {'R', 0, 0, 0, 8, 0, 0, 0, 0, 'Z', 0, 0, 0, 5, 'I'};
        byte[] badText = {'E', 0, 0, 0, 6, 'M', 'x'};
        byte[] negative = {'R', 0, 0, 0, 1};
        byte[] huge = {'R', 127, 0, 0, 0};
        byte[] endless = ByteBuffer.allocate(400_000).array();
        for (byte[] said : List.of(
                "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.UTF_8),
                ready,
                badText,
                negative,
                huge,
                endless,
                new byte[0])) {
            try (var server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                Thread.ofVirtual().start(() -> {
                    try (var socket = server.accept()) {
                        socket.getOutputStream().write(said);
                        socket.shutdownOutput();
                        socket.getInputStream().readAllBytes();
                    } catch (IOException hungUp) {
                        // As it was told.
                    }
                });
                var fields = connection();
                fields.put("host", "127.0.0.1");
                fields.put("port", (long) server.getLocalPort());
                ConnectorError error =
                        assertThrows(ConnectorError.class, () -> run("query", fields, Map.of("sql", "SELECT 1")));
                assertTrue(
                        error.code() == ErrorCode.UPSTREAM_ERROR
                                || error.code() == ErrorCode.RESPONSE_TOO_LARGE
                                || error.code() == ErrorCode.VALIDATION_ERROR,
                        error.code() + " " + error.sentence());
            }
        }
    }
}
