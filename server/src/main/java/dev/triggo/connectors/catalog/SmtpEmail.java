package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Mail through any SMTP server. */
final class SmtpEmail {
    Connector connector() {
        return Connector.named("smtp-email")
                .displayName("Email (SMTP)")
                .description(
                        "Sends mail through an SMTP server of yours. Covered: STARTTLS and TLS, sign-in with PLAIN or LOGIN,"
                                + " text and HTML, several recipients, Cc, Bcc, Reply-To. Not covered: attachments, reading mail, mail"
                                + " addresses outside ASCII. A password never goes over an unprotected line.")
                .icon(Icons.SMTP_EMAIL)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.SHORT_TEXT, "host")
                                .description("As smtp.example.com")
                                .between(1, 253)
                                .require(),
                        Property.of(Kind.INTEGER, "port")
                                .description("587 for STARTTLS, 465 for TLS")
                                .between(1, 65_535)
                                .defaultsTo(587L),
                        Property.dropdown("security", List.of("starttls", "tls", "none"))
                                .description("starttls is refused when the server does not offer it.")
                                .defaultsTo("starttls"),
                        Property.of(Kind.SHORT_TEXT, "username").description("Empty to send without signing in"),
                        Property.of(Kind.SECRET, "password"),
                        Property.of(Kind.SHORT_TEXT, "from")
                                .description("Who mail comes from: ada@example.com or Ada <ada@example.com>")
                                .require())))
                .liveCheck(SmtpEmail::check)
                .action(sendEmail())
                .build();
    }

    private static Action sendEmail() {
        return Action.named("send_email")
                .displayName("Send an email")
                .description(
                        "Sends one mail to all recipients, or to none when the server refuses one of them. With text and"
                                + " html, readers choose. A mail that is tried again has the same Message-ID.")
                .property(Gmail.addresses("to").require())
                .property(Gmail.addresses("cc"))
                .property(Gmail.addresses("bcc"))
                .property(Gmail.addresses("reply_to"))
                .property(Property.of(Kind.SHORT_TEXT, "from")
                        .description("Another sender than the connection's; the server has to allow it."))
                .property(Property.of(Kind.SHORT_TEXT, "subject").between(0, 998))
                .property(Property.of(Kind.LONG_TEXT, "text").between(0, 5_000_000))
                .property(
                        Property.of(Kind.LONG_TEXT, "html").displayName("HTML").between(0, 5_000_000))
                .outputSchema(Shape.object()
                        .text("message_id", "")
                        .texts("accepted", "The addresses that the server took")
                        .text("response", "What the server said")
                        .build())
                .example(
                        map("to", "ada@example.com", "subject", "Your order", "text", "It has left."),
                        map(
                                "message_id",
                                "<1f2e3d4c@example.com>",
                                "accepted",
                                List.of("ada@example.com"),
                                "response",
                                "250 2.0.0 Ok: queued"))
                .run(SmtpEmail::send)
                .build();
    }

    /** Greets and signs in. */
    private static void check(ActionContext context) throws ConnectorError, InterruptedException {
        Credential.Fields server = server(context);
        try (var session = SmtpSession.open(context.sockets(), server)) {
            session.signIn(server);
        }
    }

    private static Credential.Fields server(ActionContext context) throws ConnectorError {
        if (context.credential() instanceof Credential.Fields server) {
            return server;
        }
        throw new ConnectorError(
                ErrorCode.VALIDATION_ERROR, "Email (SMTP) needs a connection that says which server sends.");
    }

    private static Object send(ActionContext context) throws ConnectorError, InterruptedException {
        Credential.Fields server = server(context);
        String sender = context.props().text("from", server.text("from"));
        MailMessage.Mailbox from = MailMessage.mailbox(context.props().has("from") ? "from" : "connectionId", sender);
        var recipients = new LinkedHashSet<String>();
        for (String field : List.of("to", "cc", "bcc")) {
            MailMessage.mailboxes(context.props(), field).forEach(person -> recipients.add(person.address()));
        }
        if (recipients.isEmpty() || recipients.size() > MailMessage.MAX_RECIPIENTS) {
            throw Vendor.wrong("to", "1 to %d recipients are wanted.".formatted(MailMessage.MAX_RECIPIENTS));
        }
        String id = messageId(context.run().idempotencyKey(), from.address());
        String mail =
                MailMessage.write(context.props(), from, id, context.clock().instant());
        try (var session = SmtpSession.open(context.sockets(), server)) {
            session.signIn(server);
            String response = session.send(from.address(), new ArrayList<>(recipients), mail);
            return map("message_id", id, "accepted", List.copyOf(recipients), "response", response);
        }
    }

    /** The same over all attempts of a step, so that a mail that came twice can be told. */
    private static String messageId(String key, String from) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
            return "<%s@%s>".formatted(HexFormat.of().formatHex(digest, 0, 16), from.substring(from.indexOf('@') + 1));
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }

    /** A field of the connection as a number. */
    static int port(Credential.Fields fields, int otherwise) throws ConnectorError {
        @Nullable Object port = fields.values().get("port");
        String text = port == null ? "" : port.toString();
        if (text.isEmpty()) {
            return otherwise;
        }
        if (!text.matches("[0-9]{1,5}")) {
            throw Vendor.wrong("connectionId", "the connection's port must be a number from 1 to 65535.");
        }
        return Integer.parseInt(text);
    }
}
