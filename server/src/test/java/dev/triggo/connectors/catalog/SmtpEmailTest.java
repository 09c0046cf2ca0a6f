package dev.triggo.connectors.catalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.testkit.ActionTrial;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Mail to a real server on loopback. */
class SmtpEmailTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @TempDir
    static Path dir;

    private static SSLContext tls;

    @BeforeAll
    static void makeCertificate() throws Exception {
        Path file = dir.resolve("mail.p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-J-XX:TieredStopAtLevel=1",
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=mail",
                        "-ext",
                        "san=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        file.toString(),
                        "-storepass",
                        "changeit")
                .redirectErrorStream(true)
                .start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, keytool.waitFor(), said);
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(file)) {
            store.load(in, PASSWORD);
        }
        var keys = KeyManagerFactory.getInstance("PKIX");
        keys.init(store, PASSWORD);
        var anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("mail", store.getCertificate("mail"));
        var trust = TrustManagerFactory.getInstance("PKIX");
        trust.init(anchors);
        tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    }

    private static Map<String, Object> connection(SmtpServer server, String security) {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("host", "127.0.0.1");
        fields.put("port", (long) server.port());
        fields.put("security", security);
        fields.put("username", "ada");
        fields.put("password", "s3cret-word");
        fields.put("from", "Shop <shop@example.com>");
        return fields;
    }

    private static Map<?, ?> send(Map<String, Object> connection, Map<String, Object> input) throws Exception {
        return (Map<?, ?>) ActionTrial.of(new SmtpEmail().connector(), "send_email")
                .signedInWith(new Credential.Fields(new LinkedHashMap<>(connection)))
                .opening(new PlainSockets(tls))
                .run(input);
    }

    private static ConnectorError refused(Map<String, Object> connection, Map<String, Object> input) {
        ConnectorError error = assertThrows(ConnectorError.class, () -> send(connection, input));
        assertFalse(error.sentence().contains("s3cret"), error.sentence());
        return error;
    }

    private static final Map<String, Object> MAIL =
            Map.of("to", "ada@example.com", "subject", "Hello", "text", ".one\n..two");

    @Test
    void sendsOverStartTlsToEverybody() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            var output = send(
                    connection(server, "starttls"),
                    Map.of(
                            "to", List.of("Ada <ada@example.com>", "bob@example.com"),
                            "cc", "Zoë Ü <zoe@example.com>",
                            "bcc", "secret@example.com",
                            "subject", "Grüße aus Zürich",
                            "text", "plain",
                            "html", "<b>rich</b>"));
            assertEquals(
                    List.of(
                            "EHLO localhost",
                            "STARTTLS",
                            "(safe)",
                            "EHLO localhost",
                            "AUTH PLAIN "
                                    + Base64.getEncoder()
                                            .encodeToString("\0ada\0s3cret-word".getBytes(StandardCharsets.UTF_8)),
                            "MAIL FROM:<shop@example.com>",
                            "RCPT TO:<ada@example.com>",
                            "RCPT TO:<bob@example.com>",
                            "RCPT TO:<zoe@example.com>",
                            "RCPT TO:<secret@example.com>",
                            "DATA"),
                    server.heard.subList(0, 11));
            assertEquals("250 2.0.0 Ok: queued as 42", output.get("response"));
            assertEquals(4, ((List<?>) output.get("accepted")).size());
            String mail = server.mails.getFirst();
            assertTrue(
                    mail.startsWith(
                            "From: Shop <shop@example.com>\r\nTo: Ada <ada@example.com>,\r\n bob@example.com\r\n"),
                    mail);
            assertTrue(mail.contains("\r\nCc: =?UTF-8?B?Wm/DqyDDnA==?= <zoe@example.com>\r\n"), mail);
            assertTrue(mail.contains("\r\nSubject: =?UTF-8?B?R3LDvMOfZSBhdXMgWsO8cmljaA==?=\r\n"), mail);
            assertTrue(mail.contains("\r\nDate: Thu, 1 Jan 2026 00:00:00 +0000\r\n"), mail);
            assertTrue(mail.contains("Message-ID: " + output.get("message_id")), mail);
            assertFalse(mail.contains("secret@"), mail);
            assertTrue(mail.contains("cGxhaW4=") && mail.contains("PGI+cmljaDwvYj4="), mail);
        }
    }

    @Test
    void sendsOverTlsFromTheFirstByte() throws Exception {
        try (var server = new SmtpServer(tls, true)) {
            server.saying("EHLO", "250-mail\r\n250 AUTH LOGIN").saying("AUTH LOGIN", "334 VXNlcm5hbWU6");
            server.saying("YWRh", "334 UGFzc3dvcmQ6").saying("czNjcmV0LXdvcmQ=", "235 in");
            send(connection(server, "tls"), MAIL);
            assertEquals(List.of("(safe)", "EHLO localhost", "AUTH LOGIN"), server.heard.subList(0, 3));
            String body = server.mails.getFirst().split("\r\n\r\n", 2)[1].strip();
            assertEquals(".one\n..two", new String(Base64.getMimeDecoder().decode(body), StandardCharsets.UTF_8));
        }
    }

    @Test
    void aPasswordNeverGoesOverAnUnprotectedLine() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            assertEquals(
                    ErrorCode.VALIDATION_ERROR,
                    refused(connection(server, "none"), MAIL).code());
            server.saying("EHLO", "250 mail.example.com");
            assertEquals(
                    ErrorCode.VALIDATION_ERROR,
                    refused(connection(server, "starttls"), MAIL).code());
            assertTrue(server.heard.stream().noneMatch(line -> line.startsWith("AUTH")), server.heard.toString());
            var open = connection(server, "none");
            open.put("username", "");
            send(open, MAIL);
            assertEquals(1, server.mails.size());
        }
    }

    /** What a man in the middle puts in before the line is safe must not be taken for said after. */
    @Test
    void nothingSaidBeforeTheLineWasSafeCounts() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            server.saying("STARTTLS", "220 go\r\n250 mail\r\n235 in");
            assertEquals(
                    ErrorCode.UPSTREAM_ERROR,
                    refused(connection(server, "starttls"), MAIL).code());
        }
    }

    @Test
    void noFieldBeginsAHeaderOrACommandOfItsOwn() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            for (String field : List.of("to", "cc", "bcc", "reply_to", "from", "subject")) {
                for (String evil : List.of(
                        "ada@example.com\r\nBcc: all@example.com",
                        "ada@example.com\nX: y",
                        "ada@example.com\rX: y",
                        "ada@example.com\u2028X: y",
                        "a\0b@example.com",
                        "Ada\r\n <ada@example.com>",
                        "a\u0085b@example.com")) {
                    for (Object value : field.equals("from") || field.equals("subject")
                            ? List.<Object>of(evil)
                            : List.<Object>of(evil, List.of("bob@example.com", evil))) {
                        var input = new LinkedHashMap<>(MAIL);
                        input.put(field, value);
                        ConnectorError error = refused(connection(server, "starttls"), input);
                        assertEquals(ErrorCode.VALIDATION_ERROR, error.code());
                        assertTrue(error.sentence().startsWith("/" + field + ":"), error.sentence());
                    }
                }
            }
            for (String no : List.of(
                    "",
                    "ada",
                    "ada@",
                    "@b.c",
                    "a b@c.d",
                    "a@b@c",
                    "<a@b.c",
                    "a@b.c> x",
                    "a@b..c",
                    "ä@b.c",
                    "a@b.c SIZE=1")) {
                assertTrue(
                        refused(connection(server, "starttls"), Map.of("to", no, "text", "x"))
                                .sentence()
                                .startsWith("/to:"),
                        no);
            }
            assertEquals(List.of(), server.heard);
        }
    }

    @Test
    void refusalsHaveTheirMeaning() throws Exception {
        record Row(String command, String answer, ErrorCode code) {}
        for (Row row : List.of(
                new Row("(greeting)", "554 no", ErrorCode.VALIDATION_ERROR),
                new Row("(greeting)", "421 later", ErrorCode.UPSTREAM_ERROR),
                new Row("(greeting)", "HTTP/1.1 400 Bad Request", ErrorCode.UPSTREAM_ERROR),
                new Row("(greeting)", "2".repeat(5000), ErrorCode.UPSTREAM_ERROR),
                new Row("(greeting)", "220-x\r\n".repeat(200) + "220 x", ErrorCode.UPSTREAM_ERROR),
                new Row("(greeting)", "", ErrorCode.UPSTREAM_ERROR),
                new Row("AUTH", "535 s3cret-word is wrong", ErrorCode.AUTH_EXPIRED),
                new Row("AUTH", "454 later", ErrorCode.UPSTREAM_ERROR),
                new Row("MAIL", "550 no", ErrorCode.VALIDATION_ERROR),
                new Row("RCPT", "550 no such user", ErrorCode.VALIDATION_ERROR),
                new Row("RCPT", "451 greylisted", ErrorCode.UPSTREAM_ERROR),
                new Row("DATA", "554 no", ErrorCode.VALIDATION_ERROR),
                new Row("(mail)", "552 too large", ErrorCode.VALIDATION_ERROR),
                new Row("(mail)", "451 later", ErrorCode.UPSTREAM_ERROR),
                // It may have been taken.
                new Row("(mail)", "", ErrorCode.UNKNOWN),
                new Row("(mail)", "garbage", ErrorCode.UNKNOWN))) {
            try (var server = new SmtpServer(tls, false)) {
                server.saying(row.command(), row.answer());
                assertEquals(
                        row.code(),
                        refused(connection(server, "starttls"), MAIL).code(),
                        row.toString());
            }
        }
    }

    @Test
    void itsLiveCheckSignsInAndSendsNothing() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            var trial = ActionTrial.ofLiveCheck(new SmtpEmail().connector())
                    .signedInWith(new Credential.Fields(new LinkedHashMap<>(connection(server, "starttls"))))
                    .opening(new PlainSockets(tls));
            trial.run(Map.of());
            assertTrue(server.heard.stream().anyMatch(line -> line.startsWith("AUTH")), server.heard.toString());
            assertEquals(List.of(), server.mails);
            server.saying("AUTH", "535 no");
            assertEquals(
                    ErrorCode.AUTH_EXPIRED,
                    assertThrows(ConnectorError.class, () -> trial.run(Map.of()))
                            .code());
        }
    }

    @Test
    void aRefusedRecipientMeansThatNobodyGetsIt() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            server.saying("RCPT TO:<bob@", "550 unknown");
            var error = refused(
                    connection(server, "starttls"),
                    Map.of("to", List.of("ada@example.com", "bob@example.com"), "text", "x"));
            assertTrue(error.sentence().contains("bob@example.com"), error.sentence());
            assertEquals(List.of(), server.mails);
        }
    }

    /** Long and strange subjects stay within the lines that mail has. */
    @Test
    void headersAreFolded() throws Exception {
        try (var server = new SmtpServer(tls, false)) {
            for (String subject : List.of(
                    "x".repeat(900), "ü".repeat(400), "\ud83d\ude00".repeat(100), "=?UTF-8?B?eA==?=", "a\ud800b")) {
                send(connection(server, "starttls"), Map.of("to", "ada@example.com", "subject", subject, "text", "x"));
                String mail = server.mails.getLast();
                assertTrue(Arrays.stream(mail.split("\r\n")).allMatch(line -> line.length() <= 78 + 12), mail);
                assertFalse(mail.contains("Subject: =?UTF-8?B?eA==?="), mail);
            }
        }
    }
}
