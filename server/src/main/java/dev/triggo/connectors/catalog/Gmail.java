package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.Property.Values;
import dev.triggo.sdk.SideEffect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gmail's API, for the person who granted it. */
final class Gmail extends Vendor {
    private static final int MAX_PARTS_DEEP = 20;
    private static final List<String> HEADERS = List.of("from", "to", "cc", "subject", "date", "message-id");

    Gmail() {
        this("https://gmail.googleapis.com/gmail/v1/users/me");
    }

    Gmail(String base) {
        super("Gmail", base);
    }

    Connector connector() {
        return Connector.named("gmail")
                .displayName("Gmail")
                .description(
                        "Sends and reads mail of one Google account. Covered: sending text and HTML, searching, reading a"
                                + " message with its text, labels. Not covered: attachments (named, not fetched), drafts, settings.")
                .icon(Icons.GMAIL)
                .auth(google("https://www.googleapis.com/auth/gmail.modify"))
                .action(sendEmail())
                .action(searchMessages())
                .action(getMessage())
                .action(modifyLabels())
                .action(listLabels())
                .build();
    }

    /** Google gives a refresh token only to those who ask for offline access with consent. */
    static Auth google(String... scopes) {
        return new Auth.OAuth2(
                "https://accounts.google.com/o/oauth2/v2/auth?access_type=offline&prompt=consent",
                "https://oauth2.googleapis.com/token",
                List.of(scopes),
                List.of());
    }

    /** Google's form of a refusal: {@code {error: {code, message, status, errors[]}}}. */
    static @Nullable String googleReason(Map<?, ?> body) {
        return text(object(body.get("error")).get("message"));
    }

    /** Google tells limits of a user with 403. */
    static ErrorCode googleMeaning(HttpReply reply, Map<?, ?> body) {
        boolean limited = reply.status() == 403
                && list(object(body.get("error")).get("errors")).stream()
                        .map(error -> text(object(error).get("reason")))
                        .anyMatch(reason -> reason.toLowerCase(Locale.ROOT).contains("ratelimitexceeded"));
        return limited ? ErrorCode.RATE_LIMITED : ErrorCode.ofStatus(reply.status());
    }

    static Property addresses(String name) {
        return Property.of(Kind.JSON, name).description("An address, as Ada <ada@example.com>, or a list of them.");
    }

    private Action sendEmail() {
        return Action.named("send_email")
                .displayName("Send an email")
                .description("Sends a mail from the account. With text and html, readers choose.")
                .property(addresses("to").require())
                .property(addresses("cc"))
                .property(addresses("bcc"))
                .property(addresses("reply_to"))
                .property(Property.of(Kind.SHORT_TEXT, "subject").between(0, 998))
                .property(Property.of(Kind.LONG_TEXT, "text"))
                .property(Property.of(Kind.LONG_TEXT, "html").displayName("HTML"))
                .property(Property.of(Kind.SHORT_TEXT, "thread_id").description("The conversation that it belongs to."))
                .outputSchema(sent().build())
                .example(
                        map("to", "ada@example.com", "subject", "Your order", "text", "It has left."),
                        map("id", "17c5f0e3a1b2c3d4", "threadId", "17c5f0e3a1b2c3d4", "labelIds", List.of("SENT")))
                .run(context -> {
                    String bcc = String.join(
                            ", ",
                            MailMessage.mailboxes(context.props(), "bcc").stream()
                                    .map(MailMessage.Mailbox::written)
                                    .toList());
                    String mail = MailMessage.write(
                            context.props(), null, null, context.clock().instant());
                    String raw = bcc.isEmpty() ? mail : "Bcc: " + bcc + "\r\n" + mail;
                    return writing(context, "POST", "/messages/send")
                            .field(
                                    "raw",
                                    Base64.getUrlEncoder().encodeToString(raw.getBytes(StandardCharsets.US_ASCII)))
                            .field("threadId", context.props().value("thread_id"))
                            .object();
                })
                .build();
    }

    private static Shape sent() {
        return Shape.object()
                .text("id", "")
                .text("threadId", "The conversation")
                .texts("labelIds", "");
    }

    private Action searchMessages() {
        return Action.named("search_messages")
                .displayName("Search messages")
                .description(
                        "A page of message ids, the newest first. page_token takes nextPageToken of the page before.")
                .property(Property.of(Kind.SHORT_TEXT, "q")
                        .displayName("Query")
                        .description("As in Gmail's search box: from:ada is:unread newer_than:2d"))
                .property(Property.of(Kind.ARRAY, "label_ids").holding(Values.TEXT))
                .property(
                        Property.of(Kind.INTEGER, "max_results").between(1, 500).defaultsTo(50L))
                .property(Property.of(Kind.SHORT_TEXT, "page_token"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list("messages", Shape.object().text("id", "").text("threadId", ""))
                        .text("nextPageToken", "Missing on the last page")
                        .whole("resultSizeEstimate", "")
                        .build())
                .example(
                        map("q", "is:unread from:ada@example.com", "max_results", 10),
                        map(
                                "messages",
                                List.of(map("id", "17c5f0e3a1b2c3d4", "threadId", "17c5f0e3a1b2c3d4")),
                                "resultSizeEstimate",
                                1))
                .run(context -> reading(context, "GET", "/messages")
                        .queries("q")
                        .query("labelIds", context.props().list("label_ids"))
                        .query("maxResults", context.props().value("max_results"))
                        .query("pageToken", context.props().value("page_token"))
                        .object())
                .build();
    }

    private Action getMessage() {
        return Action.named("get_message")
                .displayName("Read a message")
                .description(
                        "The message with its main headers, its text and HTML decoded, and the names of attachments.")
                .property(Property.of(Kind.SHORT_TEXT, "id").require())
                .sideEffect(SideEffect.READ)
                .outputSchema(sent().text("snippet", "The first words")
                        .thing("headers", "from, to, cc, subject, date, message-id")
                        .text("text", "")
                        .text("html", "")
                        .texts("attachments", "File names")
                        .build())
                .example(
                        map("id", "17c5f0e3a1b2c3d4"),
                        map(
                                "id",
                                "17c5f0e3a1b2c3d4",
                                "threadId",
                                "17c5f0e3a1b2c3d4",
                                "labelIds",
                                List.of("INBOX"),
                                "snippet",
                                "Hello",
                                "headers",
                                map("from", "Ada <ada@example.com>", "subject", "Hello"),
                                "text",
                                "Hello",
                                "html",
                                "",
                                "attachments",
                                List.of()))
                .run(this::read)
                .build();
    }

    private Object read(ActionContext context) throws ConnectorError, InterruptedException {
        Map<String, @Nullable Object> message = reading(context, "GET", message(context))
                .query("format", "full")
                .object();
        Map<?, ?> payload = object(message.get("payload"));
        var headers = new LinkedHashMap<String, @Nullable Object>();
        for (Object header : list(payload.get("headers"))) {
            String name = text(object(header).get("name")).toLowerCase(Locale.ROOT);
            if (HEADERS.contains(name)) {
                headers.putIfAbsent(name, text(object(header).get("value")));
            }
        }
        var parts = new Parts();
        parts.take(payload, MAX_PARTS_DEEP);
        var output = new LinkedHashMap<String, @Nullable Object>();
        for (String kept : List.of("id", "threadId", "labelIds", "snippet")) {
            if (message.get(kept) != null) {
                output.put(kept, message.get(kept));
            }
        }
        output.put("headers", headers);
        output.put("text", parts.text.toString());
        output.put("html", parts.html.toString());
        output.put("attachments", parts.attachments);
        return output;
    }

    private Action modifyLabels() {
        return Action.named("modify_labels")
                .displayName("Change labels")
                .description(
                        "Adds and takes off labels of a message: taking off UNREAD marks it read, INBOX archives it.")
                .property(Property.of(Kind.SHORT_TEXT, "id").require())
                .property(Property.of(Kind.ARRAY, "add_label_ids")
                        .holding(Values.TEXT)
                        .between(0, 100))
                .property(Property.of(Kind.ARRAY, "remove_label_ids")
                        .holding(Values.TEXT)
                        .between(0, 100))
                .outputSchema(sent().build())
                .example(
                        map("id", "17c5f0e3a1b2c3d4", "remove_label_ids", List.of("UNREAD")),
                        map("id", "17c5f0e3a1b2c3d4", "threadId", "17c5f0e3a1b2c3d4", "labelIds", List.of("INBOX")))
                .run(context -> writing(context, "POST", message(context) + "/modify")
                        .field("addLabelIds", context.props().list("add_label_ids"))
                        .field("removeLabelIds", context.props().list("remove_label_ids"))
                        .object())
                .build();
    }

    private Action listLabels() {
        return Action.named("list_labels")
                .displayName("List labels")
                .description("All labels of the account, Gmail's own and the person's.")
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "labels",
                                Shape.object().text("id", "").text("name", "").text("type", "system or user"))
                        .build())
                .example(map(), map("labels", List.of(map("id", "INBOX", "name", "INBOX", "type", "system"))))
                .run(context -> reading(context, "GET", "/labels").object())
                .build();
    }

    private static String message(ActionContext context) throws ConnectorError {
        return "/messages/" + Ask.part("id", context.props().text("id"));
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return googleReason(body);
    }

    @Override
    ErrorCode meaning(HttpReply reply, Map<?, ?> body) {
        return googleMeaning(reply, body);
    }

    /** The parts of a mail as Gmail tells them: a tree whose leaves hold base64. */
    private static final class Parts {
        final StringBuilder text = new StringBuilder();
        final StringBuilder html = new StringBuilder();
        final List<String> attachments = new ArrayList<>();

        /** Takes a part and what is in it, this many levels deep. */
        void take(Map<?, ?> part, int levels) {
            String type = text(part.get("mimeType"));
            String name = text(part.get("filename"));
            if (!name.isEmpty()) {
                attachments.add(name);
            } else if (type.equals("text/plain")) {
                text.append(decoded(part));
            } else if (type.equals("text/html")) {
                html.append(decoded(part));
            }
            if (levels > 0) {
                list(part.get("parts")).forEach(inner -> take(object(inner), levels - 1));
            }
        }

        private static String decoded(Map<?, ?> part) {
            String data = text(object(part.get("body")).get("data"));
            try {
                return new String(Base64.getUrlDecoder().decode(data), StandardCharsets.UTF_8);
            } catch (IllegalArgumentException broken) {
                return "";
            }
        }
    }
}
