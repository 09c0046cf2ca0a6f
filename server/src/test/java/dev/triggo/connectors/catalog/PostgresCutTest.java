package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.testkit.ActionTrial;
import dev.triggo.testing.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.DriverManager;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The line to a real PostgreSQL breaks at a moment of one's choice: a change is tried again only when it was not kept. */
class PostgresCutTest {
    private URI database;
    private ServerSocket between;
    private volatile String at = "";
    private volatile boolean passedOn;

    @BeforeEach
    void open() throws Exception {
        database = URI.create(TestDatabase.emptyPostgresUrl());
        try (var connection = DriverManager.getConnection(jdbc());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE notes (words TEXT)");
        }
        between = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.ofVirtual().start(this::accept);
    }

    @AfterEach
    void close() throws IOException {
        between.close();
    }

    private String jdbc() {
        return "jdbc:postgresql://localhost:%d%s?user=postgres&password=postgres"
                .formatted(database.getPort(), database.getPath());
    }

    private void accept() {
        try (var socket = between.accept();
                var server = new Socket("localhost", database.getPort())) {
            Thread back = Thread.ofVirtual().start(() -> pass(server, socket, false));
            pass(socket, server, true);
            // It does what it was told, and leaves then.
            server.shutdownOutput();
            back.join();
        } catch (IOException | InterruptedException over) {
            // One side left, or the test is over.
        }
    }

    /** Passes on what one side says, until the words come at which the line breaks. */
    private void pass(Socket from, Socket to, boolean looks) {
        byte[] chunk = new byte[8192];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                boolean here = looks && new String(chunk, 0, n, StandardCharsets.ISO_8859_1).contains(at);
                if (here && passedOn) {
                    // The other direction is closed first, so that the answer has nowhere to go.
                    from.close();
                }
                if (!here || passedOn) {
                    out.write(chunk, 0, n);
                }
                if (here) {
                    from.close();
                    return;
                }
            }
        } catch (IOException gone) {
            // So is the other side, then.
        }
    }

    private long kept() throws Exception {
        try (var connection = DriverManager.getConnection(jdbc());
                var statement = connection.createStatement()) {
            // Waits for whoever is still at it.
            statement.execute("BEGIN; LOCK TABLE notes IN ACCESS EXCLUSIVE MODE");
            try (var rows = statement.executeQuery("SELECT count(*) FROM notes")) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    @ParameterizedTest
    @Timeout(30)
    @CsvSource({
        "INSERT, false, UPSTREAM_ERROR, 0", "INSERT, true, UPSTREAM_ERROR, 0",
        "COMMIT, false, UNKNOWN, 0", "COMMIT, true, UNKNOWN, 1"
    })
    void isTriedAgainOnlyWhenNothingWasKept(String words, boolean arrives, String code, long rows) throws Exception {
        at = words;
        passedOn = arrives;
        var fields = new LinkedHashMap<String, Object>();
        fields.put("host", "127.0.0.1");
        fields.put("port", (long) between.getLocalPort());
        fields.put("database", database.getPath().substring(1));
        fields.put("user", "postgres");
        fields.put("password", "postgres");
        fields.put("tls", "off");
        var error = assertThrows(
                ConnectorError.class,
                () -> ActionTrial.of(new Postgres().connector(), "execute")
                        .signedInWith(new Credential.Fields(fields))
                        .opening(new PlainSockets(SSLContext.getDefault()))
                        .run(Map.of("sql", "INSERT INTO notes VALUES ('a')")));
        assertEquals(code, error.code().name(), error.sentence());
        assertEquals(code.equals("UPSTREAM_ERROR"), error.retryable());
        assertEquals(rows, kept());
    }
}
