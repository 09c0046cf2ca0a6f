package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.SocketLine;
import dev.triggo.sdk.Sockets;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One conversation with a PostgreSQL server, in its protocol of version 3. Statements go through the extended query: one
 * statement at a time, its parameters apart from its text, always.
 */
final class PgSession implements AutoCloseable {
    private static final int PROTOCOL = 196_608;
    private static final int SSL_REQUEST = 80_877_103;
    private static final int MAX_MESSAGE = 2 << 20;
    private static final int MAX_PARAMETERS = 1000;

    private final SocketLine line;
    private final byte[] buffer = new byte[16_384];
    private int at;
    private int filled;
    private boolean secure;

    private PgSession(SocketLine line) {
        this.line = line;
    }

    /** A message: its letter, and what is in it. */
    private record Message(char kind, ByteBuffer body) {
        String text() {
            int from = body.position();
            while (body.get() != 0) {
                // To the end of the text.
            }
            return new String(body.array(), from, body.position() - from - 1, StandardCharsets.UTF_8);
        }
    }

    /** A column of a result: its name, and the number of its type. */
    record Column(String name, int type) {}

    /** Takes rows as they come. A value is null or text. */
    interface Rows {
        void columns(List<Column> columns) throws ConnectorError;

        void row(List<@Nullable String> values) throws ConnectorError;
    }

    /** Opens the line, protected unless the connection says otherwise, and signs in. */
    static PgSession open(Sockets sockets, Credential.Fields server) throws ConnectorError, InterruptedException {
        SocketLine line = sockets.open(server.text("host").strip(), SmtpEmail.port(server, 5432), false);
        var session = new PgSession(line);
        try {
            if (!server.text("tls").equals("off")) {
                session.startTls();
            }
            session.start(server);
            return session;
        } catch (ConnectorError | InterruptedException | RuntimeException failed) {
            line.close();
            throw failed;
        }
    }

    private void startTls() throws ConnectorError, InterruptedException {
        line.write(ByteBuffer.allocate(8).putInt(8).putInt(SSL_REQUEST).array());
        byte[] answer = new byte[1];
        int read = line.read(answer, 0, 1);
        if (read != 1 || answer[0] != 'S') {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "The database offers no TLS; set the connection's tls to off if that is meant.");
        }
        line.startTls();
        secure = true;
    }

    private void start(Credential.Fields server) throws ConnectorError, InterruptedException {
        var start = new Writer().number(PROTOCOL);
        for (String text : List.of(
                "user",
                server.text("user"),
                "database",
                server.text("database"),
                "client_encoding",
                "UTF8",
                "application_name",
                "triggo")) {
            start.text(text);
        }
        line.write(start.bytes(0).framed(null));
        PgScram scram = new PgScram(server.text("password"));
        boolean proved = true;
        while (true) {
            Message message = next();
            switch (message.kind()) {
                case 'R' -> proved = authenticate(message, server, scram, proved);
                case 'Z' -> {
                    if (!proved) {
                        throw unsound();
                    }
                    return;
                }
                case 'E' -> throw refused(message);
                // What the server tells of itself, and a key to cancel with.
                case 'S', 'K', 'N' -> {}
                default -> throw unsound();
            }
        }
    }

    /** Answers a question of the sign-in; gives whether the server has nothing left to prove. */
    private boolean authenticate(Message message, Credential.Fields server, PgScram scram, boolean proved)
            throws ConnectorError, InterruptedException {
        int how = message.body().getInt();
        String password = server.text("password");
        switch (how) {
            case 0 -> {}
            case 3 -> {
                protectedOnly();
                line.write(new Writer().text(password).framed('p'));
            }
            case 5 -> {
                protectedOnly();
                byte[] salt = new byte[4];
                message.body().get(salt);
                String inner =
                        PgScram.md5((password + server.text("user")).getBytes(StandardCharsets.UTF_8), new byte[0]);
                String outer = PgScram.md5(inner.getBytes(StandardCharsets.US_ASCII), salt);
                line.write(new Writer().text("md5" + outer).framed('p'));
            }
            case 10 -> {
                byte[] first = scram.first().getBytes(StandardCharsets.UTF_8);
                line.write(new Writer()
                        .text(PgScram.NAME)
                        .number(first.length)
                        .raw(first)
                        .framed('p'));
                return false;
            }
            case 11 ->
                line.write(new Writer().raw(utf8(scram.last(rest(message)))).framed('p'));
            case 12 -> {
                scram.check(rest(message));
                return true;
            }
            default ->
                throw new ConnectorError(
                        ErrorCode.VALIDATION_ERROR, "The database signs people in with a way that is not known here.");
        }
        return proved;
    }

    private void protectedOnly() throws ConnectorError {
        if (!secure) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR,
                    "The database asks for the password itself, which does not go over an unprotected line: set the"
                            + " connection's tls to require, or the server to SCRAM.");
        }
    }

    /** Runs a statement of our own, which has no text from anybody. */
    void command(String ours) throws ConnectorError, InterruptedException {
        line.write(new Writer().text(ours).framed('Q'));
        ConnectorError failed = null;
        for (Message message = next(); message.kind() != 'Z'; message = next()) {
            if (message.kind() == 'E') {
                failed = refused(message);
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    /**
     * Runs one statement.
     *
     * @param onlyRows refuse a statement that gives none, before it is carried out
     * @param most rows that are fetched
     * @return what the server says that it did, as {@code INSERT 0 1}; empty when it had not come to its end
     */
    String run(String sql, List<@Nullable String> parameters, boolean onlyRows, int most, Rows rows)
            throws ConnectorError, InterruptedException {
        if (parameters.size() > MAX_PARAMETERS) {
            throw Vendor.wrong("params", "at most %d are taken.".formatted(MAX_PARAMETERS));
        }
        line.write(new Writer().text("").text(sql).half(0).framed('P'));
        line.write(new Writer().raw(new byte[] {'S'}).text("").framed('D'));
        line.write(new Writer().framed('S'));
        boolean gives = follow(rows).gives();
        if (onlyRows && !gives) {
            throw Vendor.wrong("sql", "this statement gives no rows; what changes something is for execute.");
        }
        var bind = new Writer().text("").text("").half(0).half(parameters.size());
        for (String value : parameters) {
            if (value == null) {
                bind.number(-1);
            } else {
                bind.number(utf8(value).length).raw(utf8(value));
            }
        }
        line.write(bind.half(0).framed('B'));
        line.write(new Writer().text("").number(most).framed('E'));
        line.write(new Writer().framed('S'));
        return follow(rows).tag();
    }

    /** How a round of messages went. */
    private record Round(boolean gives, String tag) {}

    /** Reads until the server is ready again, also past an error, which is thrown then. */
    private Round follow(Rows rows) throws ConnectorError, InterruptedException {
        boolean gives = false;
        String tag = "";
        ConnectorError failed = null;
        while (true) {
            Message message = next();
            switch (message.kind()) {
                case 'T' -> {
                    gives = true;
                    rows.columns(columns(message.body(), message));
                }
                case 'D' -> rows.row(values(message.body()));
                case 'C' -> tag = message.text();
                case 'E' -> failed = failed == null ? refused(message) : failed;
                // The line is closed with that, and what was begun is undone.
                case 'G', 'H', 'W' ->
                    throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "/sql: COPY is not covered here.");
                case 'Z' -> {
                    if (failed != null) {
                        throw failed;
                    }
                    return new Round(gives, tag);
                }
                // Parsed, bound, no rows, suspended, empty, notices, settings: nothing to do.
                case '1', '2', '3', 'n', 's', 't', 'I', 'N', 'S', 'A' -> {}
                default -> throw unsound();
            }
        }
    }

    private static List<Column> columns(ByteBuffer body, Message message) {
        int count = Short.toUnsignedInt(body.getShort());
        var columns = new ArrayList<Column>();
        for (int i = 0; i < count; i++) {
            String name = message.text();
            body.getInt();
            body.getShort();
            int type = body.getInt();
            body.position(body.position() + 8);
            columns.add(new Column(name, type));
        }
        return columns;
    }

    private static List<@Nullable String> values(ByteBuffer body) {
        int count = Short.toUnsignedInt(body.getShort());
        var values = new ArrayList<@Nullable String>();
        for (int i = 0; i < count; i++) {
            int length = body.getInt();
            if (length < 0) {
                values.add(null);
            } else {
                values.add(new String(body.array(), body.position(), length, StandardCharsets.UTF_8));
                body.position(body.position() + length);
            }
        }
        return values;
    }

    private static ConnectorError refused(Message message) {
        String state = "";
        String words = "";
        while (message.body().hasRemaining()) {
            char field = (char) message.body().get();
            if (field == 0) {
                break;
            }
            String value = message.text();
            if (field == 'C') {
                state = value;
            } else if (field == 'M') {
                words = value;
            }
        }
        return Postgres.refusal(state, words);
    }

    private static String rest(Message message) {
        byte[] rest = new byte[message.body().remaining()];
        message.body().get(rest);
        return new String(rest, StandardCharsets.UTF_8);
    }

    static ConnectorError unsound() {
        return new ConnectorError(
                ErrorCode.UPSTREAM_ERROR, "What answers at this address does not speak as a PostgreSQL server should.");
    }

    private Message next() throws ConnectorError, InterruptedException {
        byte[] head = take(5);
        int length = ByteBuffer.wrap(head, 1, 4).getInt() - 4;
        if (length < 0) {
            throw unsound();
        }
        if (length > MAX_MESSAGE) {
            throw new ConnectorError(
                    ErrorCode.RESPONSE_TOO_LARGE,
                    "A row of the database is larger than %d bytes.".formatted(MAX_MESSAGE));
        }
        return new Message((char) head[0], ByteBuffer.wrap(take(length)));
    }

    private byte[] take(int count) throws ConnectorError, InterruptedException {
        byte[] bytes = new byte[count];
        int done = 0;
        while (done < count) {
            if (at == filled) {
                filled = line.read(buffer, 0, buffer.length);
                at = 0;
                if (filled < 0) {
                    filled = 0;
                    throw new ConnectorError(ErrorCode.UPSTREAM_ERROR, "The database hung up.");
                }
            }
            int some = Math.min(count - done, filled - at);
            System.arraycopy(buffer, at, bytes, done, some);
            at += some;
            done += some;
        }
        return bytes;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A message under way. */
    private static final class Writer {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Writer text(String text) throws ConnectorError {
            if (text.indexOf('\0') >= 0) {
                throw new ConnectorError(ErrorCode.VALIDATION_ERROR, "PostgreSQL takes no text with a NUL character.");
            }
            return raw(utf8(text)).bytes(0);
        }

        Writer number(int number) {
            return raw(ByteBuffer.allocate(4).putInt(number).array());
        }

        Writer half(int number) {
            return raw(ByteBuffer.allocate(2).putShort((short) number).array());
        }

        Writer bytes(int one) {
            out.write(one);
            return this;
        }

        Writer raw(byte[] bytes) {
            out.writeBytes(bytes);
            return this;
        }

        /** The whole message; the first of a conversation has no letter. */
        byte[] framed(@Nullable Character kind) {
            var whole = ByteBuffer.allocate(out.size() + (kind == null ? 4 : 5));
            if (kind != null) {
                whole.put((byte) kind.charValue());
            }
            return whole.putInt(out.size() + 4).put(out.toByteArray()).array();
        }
    }

    @Override
    public void close() {
        try (line) {
            line.write(new Writer().framed('X'));
        } catch (ConnectorError | InterruptedException gone) {
            if (gone instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
