package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.SocketLine;
import dev.triggo.sdk.Sockets;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/** One conversation with an SMTP server (RFC 5321, 3207, 4954). What it says is bounded, and only its codes decide. */
final class SmtpSession implements AutoCloseable {
    private static final int MAX_LINE = 2048;
    private static final int MAX_LINES = 100;
    private static final int MAX_QUOTED = 300;

    private final SocketLine line;
    private final byte[] buffer = new byte[4096];
    private int at;
    private int filled;
    private boolean secure;
    private List<String> offers = List.of();

    private SmtpSession(SocketLine line, boolean secure) {
        this.line = line;
        this.secure = secure;
    }

    /** Greets the server, over a protected line as the connection says. */
    static SmtpSession open(Sockets sockets, Credential.Fields server) throws ConnectorError, InterruptedException {
        String security = server.text("security").isEmpty() ? "starttls" : server.text("security");
        boolean tls = security.equals("tls");
        SocketLine line = sockets.open(server.text("host").strip(), SmtpEmail.port(server, tls ? 465 : 587), tls);
        var session = new SmtpSession(line, tls);
        try {
            session.expect(session.answer(), 220, "did not greet");
            session.hello();
            if (security.equals("starttls")) {
                session.startTls();
            }
            return session;
        } catch (ConnectorError | InterruptedException | RuntimeException failed) {
            line.close();
            throw failed;
        }
    }

    /** An answer: its code, and what it says, line by line. */
    private record Answer(int code, List<String> lines) {
        String words() {
            return String.join(" ", lines);
        }
    }

    private void hello() throws ConnectorError, InterruptedException {
        Answer answer = ask("EHLO localhost");
        if (answer.code() != 250) {
            expect(ask("HELO localhost"), 250, "did not greet");
            offers = List.of();
            return;
        }
        offers = answer.lines().stream()
                .skip(1)
                .map(offer -> offer.toUpperCase(Locale.ROOT).strip())
                .toList();
    }

    private void startTls() throws ConnectorError, InterruptedException {
        if (!offers.contains("STARTTLS")) {
            throw refusal(
                    ErrorCode.VALIDATION_ERROR,
                    "The mail server offers no STARTTLS; set the connection's security to tls or none if that is meant.");
        }
        expect(ask("STARTTLS"), 220, "refused STARTTLS");
        if (at < filled) {
            // Said before the line was safe, to be taken for said after: an attack that has a name.
            throw refusal(
                    ErrorCode.UPSTREAM_ERROR, "The mail server said more than it was asked before the line was safe.");
        }
        line.startTls();
        secure = true;
        hello();
    }

    /** Signs in where the connection has a user name. */
    void signIn(Credential.Fields server) throws ConnectorError, InterruptedException {
        String user = server.text("username");
        String password = server.text("password");
        if (user.isEmpty()) {
            return;
        }
        if (!secure) {
            throw refusal(
                    ErrorCode.VALIDATION_ERROR,
                    "A password is not sent over an unprotected line: set the connection's security to starttls or tls.");
        }
        String ways = offers.stream()
                .filter(offer -> offer.startsWith("AUTH"))
                .findFirst()
                .orElse("");
        Answer answer;
        if (ways.matches(".*\\bPLAIN\\b.*")) {
            answer = ask("AUTH PLAIN " + base64("\0" + user + "\0" + password));
        } else if (ways.matches(".*\\bLOGIN\\b.*")) {
            expect(ask("AUTH LOGIN"), 334, "refused to sign in");
            expect(ask(base64(user)), 334, "refused to sign in");
            answer = ask(base64(password));
        } else {
            throw refusal(
                    ErrorCode.VALIDATION_ERROR, "The mail server offers neither PLAIN nor LOGIN to sign in with.");
        }
        if (answer.code() >= 500) {
            throw refusal(
                    ErrorCode.AUTH_EXPIRED, "The mail server no longer takes the connection's user name and password.");
        }
        expect(answer, 235, "did not sign us in");
    }

    /** Sends one mail to all of these, or to none; gives what the server said to it. */
    String send(String from, List<String> recipients, String mail) throws ConnectorError, InterruptedException {
        expect(ask("MAIL FROM:<%s>".formatted(from)), 250, "refused the sender");
        for (String recipient : recipients) {
            Answer answer = ask("RCPT TO:<%s>".formatted(recipient));
            if (answer.code() != 251) {
                expect(answer, 250, "refused the recipient %s".formatted(recipient));
            }
        }
        expect(ask("DATA"), 354, "refused the mail");
        Answer taken = deliver(mail);
        expect(taken, 250, "refused the mail");
        return bounded("%d %s".formatted(taken.code(), taken.words()));
    }

    /** From here on the mail may have been taken, whatever happens: it is not sent again by itself. */
    private Answer deliver(String mail) throws ConnectorError, InterruptedException {
        try {
            String whole = mail.endsWith("\r\n") ? mail : mail + "\r\n";
            String stuffed = ("\r\n" + whole).replace("\r\n.", "\r\n..").substring(2);
            line.write((stuffed + ".\r\n").getBytes(StandardCharsets.US_ASCII));
            return answer();
        } catch (ConnectorError lost) {
            throw new ConnectorError(
                    ErrorCode.UNKNOWN,
                    "The line to the mail server broke while it took the mail: it may have been sent, so it is not tried again"
                            + " by itself.",
                    lost);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private Answer ask(String command) throws ConnectorError, InterruptedException {
        line.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return answer();
    }

    private Answer answer() throws ConnectorError, InterruptedException {
        var lines = new ArrayList<String>();
        while (lines.size() < MAX_LINES) {
            String next = nextLine();
            if (!next.matches("[2-5][0-9][0-9]([ -].*)?")) {
                break;
            }
            lines.add(next.length() > 4 ? next.substring(4) : "");
            if (next.length() == 3 || next.charAt(3) == ' ') {
                return new Answer(Integer.parseInt(next.substring(0, 3)), lines);
            }
        }
        throw refusal(ErrorCode.UPSTREAM_ERROR, "The mail server does not speak SMTP as it should.");
    }

    private String nextLine() throws ConnectorError, InterruptedException {
        var text = new StringBuilder();
        while (text.length() < MAX_LINE) {
            if (at == filled) {
                filled = line.read(buffer, 0, buffer.length);
                at = 0;
                if (filled < 0) {
                    filled = 0;
                    throw refusal(ErrorCode.UPSTREAM_ERROR, "The mail server hung up.");
                }
            }
            char c = (char) (buffer[at++] & 0xff);
            if (c == '\n') {
                return text.toString();
            }
            if (c != '\r') {
                text.append(c);
            }
        }
        throw refusal(ErrorCode.UPSTREAM_ERROR, "The mail server says lines without end.");
    }

    private static void expect(Answer answer, int code, String what) throws ConnectorError {
        if (answer.code() == code) {
            return;
        }
        ErrorCode meaning = answer.code() < 500 ? ErrorCode.UPSTREAM_ERROR : ErrorCode.VALIDATION_ERROR;
        String later = answer.code() < 500 ? ", for now" : "";
        throw refusal(
                meaning,
                "The mail server %s%s. It says: %d %s".formatted(what, later, answer.code(), bounded(answer.words())));
    }

    private static String bounded(String words) {
        String line = words.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
        return line.length() > MAX_QUOTED ? line.substring(0, MAX_QUOTED) + "…" : line;
    }

    private static ConnectorError refusal(ErrorCode code, String sentence) {
        return new ConnectorError(code, sentence);
    }

    @Override
    public void close() {
        // Whether it says goodbye to that is of no interest: the mail was taken or refused before.
        try (line) {
            line.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
        } catch (ConnectorError | InterruptedException gone) {
            if (gone instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
