package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Telegram's Bot API. The bot's token is part of every path, so that no error may tell the path. */
final class Telegram extends Vendor {
    private static final Pattern TOKEN = Pattern.compile("[0-9]{3,20}:[A-Za-z0-9_-]{10,100}");
    private static final Pattern CHAT = Pattern.compile("-?[0-9]{1,19}|@[A-Za-z0-9_]{3,64}");

    Telegram() {
        this("https://api.telegram.org");
    }

    Telegram(String base) {
        super("Telegram", base);
    }

    Connector connector() {
        return Connector.named("telegram")
                .displayName("Telegram")
                .description(
                        "Writes to Telegram chats as a bot. Covered: messages, photos by URL, changing a message, fetching"
                                + " updates. Not covered: uploads, payments, inline mode, webhooks of the bot.")
                .icon(Icons.TELEGRAM)
                .auth(new Auth.SecretText(
                        "Bot token", "@BotFather gives it, as 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw."))
                .action(sendMessage())
                .action(sendPhoto())
                .action(editMessage())
                .action(getUpdates())
                .action(getMe())
                .build();
    }

    private static Property chat() {
        return Property.of(Kind.JSON, "chat_id")
                .displayName("Chat")
                .description("The chat's number, or @name of a public channel.")
                .require();
    }

    private static Property parseMode() {
        return Property.dropdown("parse_mode", List.of("HTML", "MarkdownV2", "Markdown"))
                .description("How the text is marked up; left out, it is plain.");
    }

    private static Map<String, Object> messageSchema() {
        return Shape.object()
                .whole("message_id", "")
                .whole("date", "Seconds since 1970")
                .thing("chat", "Where it is")
                .text("text", "")
                .build();
    }

    private Action sendMessage() {
        return Action.named("send_message")
                .displayName("Send a message")
                .description("Sends text of up to 4096 characters to a chat.")
                .property(chat())
                .property(Property.of(Kind.LONG_TEXT, "text").between(1, 4096).require())
                .property(parseMode())
                .property(Property.of(Kind.CHECKBOX, "disable_notification").description("Arrives without a sound."))
                .property(Property.of(Kind.INTEGER, "reply_to_message_id").description("The message that it answers."))
                .property(Property.of(Kind.JSON, "reply_markup").description("Buttons, as the Bot API writes them."))
                .outputSchema(messageSchema())
                .example(
                        map("chat_id", 1111111, "text", "Your order has left."),
                        map(
                                "message_id",
                                1365,
                                "date",
                                1441645532,
                                "chat",
                                map("id", 1111111, "type", "private"),
                                "text",
                                "Your order has left."))
                .run(context -> {
                    Object answered = context.props().value("reply_to_message_id");
                    return result(call(context, "sendMessage")
                            .field("chat_id", chat(context))
                            .fields("text", "parse_mode", "disable_notification", "reply_markup")
                            .field("reply_parameters", answered == null ? null : map("message_id", answered)));
                })
                .build();
    }

    private Action sendPhoto() {
        return Action.named("send_photo")
                .displayName("Send a photo")
                .description(
                        "Sends a photo that Telegram fetches from a URL (at most 5 MB), or one that it knows by file id.")
                .property(chat())
                .property(Property.of(Kind.SHORT_TEXT, "photo")
                        .description("URL or file id")
                        .between(1, 2048)
                        .require())
                .property(Property.of(Kind.LONG_TEXT, "caption").between(0, 1024))
                .property(parseMode())
                .property(Property.of(Kind.CHECKBOX, "disable_notification"))
                .outputSchema(Shape.object()
                        .whole("message_id", "")
                        .whole("date", "Seconds since 1970")
                        .thing("chat", "Where it is")
                        .list("photo", "The sizes that Telegram keeps")
                        .build())
                .example(
                        map(
                                "chat_id",
                                "@acme_news",
                                "photo",
                                "https://example.com/chart.png",
                                "caption",
                                "Sales in May"),
                        map(
                                "message_id",
                                1366,
                                "date",
                                1441645600,
                                "chat",
                                map("id", -1001234567890L, "type", "channel")))
                .run(context -> result(call(context, "sendPhoto")
                        .field("chat_id", chat(context))
                        .fields("photo", "caption", "parse_mode", "disable_notification")))
                .build();
    }

    private Action editMessage() {
        return Action.named("edit_message")
                .displayName("Change a message")
                .description("Replaces the text of a message that the bot sent.")
                .property(chat())
                .property(Property.of(Kind.INTEGER, "message_id").require())
                .property(Property.of(Kind.LONG_TEXT, "text").between(1, 4096).require())
                .property(parseMode())
                .property(Property.of(Kind.JSON, "reply_markup").description("Buttons, as the Bot API writes them."))
                .outputSchema(messageSchema())
                .example(
                        map("chat_id", 1111111, "message_id", 1365, "text", "Your order has arrived."),
                        map(
                                "message_id",
                                1365,
                                "date",
                                1441645532,
                                "chat",
                                map("id", 1111111, "type", "private"),
                                "text",
                                "Your order has arrived."))
                .run(context -> result(call(context, "editMessageText")
                        .field("chat_id", chat(context))
                        .fields("message_id", "text", "parse_mode", "reply_markup")))
                .build();
    }

    private Action getUpdates() {
        return Action.named("get_updates")
                .displayName("Fetch updates")
                .description(
                        "What people wrote to the bot, at most a day old. With an offset everything before it is"
                                + " forgotten by Telegram: then this changes something. Works only while the bot has no webhook.")
                .property(Property.of(Kind.INTEGER, "offset")
                        .description("One more than the last update_id that was dealt with."))
                .property(Property.of(Kind.INTEGER, "limit").between(1, 100).defaultsTo(100L))
                .property(Property.of(Kind.ARRAY, "allowed_updates").holding(Property.Values.TEXT))
                .sideEffectOf(input -> input.get("offset") == null ? SideEffect.READ : SideEffect.WRITE)
                .outputSchema(Shape.object()
                        .list(
                                "updates",
                                Shape.object().whole("update_id", "").thing("message", "Of updates that are messages"))
                        .build())
                .example(
                        map("limit", 10),
                        map(
                                "updates",
                                List.of(map("update_id", 10000, "message", map("message_id", 1365, "text", "/start")))))
                .run(context -> map(
                        "updates",
                        list(result(call(context, "getUpdates")
                                .fields("offset", "limit", "allowed_updates")
                                .field("timeout", 0L)))))
                .build();
    }

    private Action getMe() {
        return Action.named("get_me")
                .displayName("Who is the bot")
                .description("The bot's own account; good for a test of the token.")
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .whole("id", "")
                        .flag("is_bot", "")
                        .text("first_name", "")
                        .text("username", "")
                        .build())
                .example(map(), map("id", 110201543, "is_bot", true, "first_name", "Acme", "username", "acme_bot"))
                .run(context -> result(reading(context, "GET", path(context, "getMe"))))
                .build();
    }

    private Ask call(ActionContext context, String method) throws ConnectorError {
        return writing(context, "POST", path(context, method));
    }

    private String path(ActionContext context, String method) throws ConnectorError {
        String token = token(context);
        if (!TOKEN.matcher(token).matches()) {
            throw new ConnectorError(
                    ErrorCode.AUTH_EXPIRED, "The connection's token is not of the form that Telegram gives to bots.");
        }
        return "/bot%s/%s".formatted(token, method);
    }

    private static Object chat(ActionContext context) throws ConnectorError {
        Object chat = context.props().value("chat_id");
        if (chat instanceof Number
                || (chat instanceof String name && CHAT.matcher(name).matches())) {
            return chat;
        }
        throw wrong("chat_id", "the chat's number or @name is wanted.");
    }

    private static @Nullable Object result(Ask ask) throws ConnectorError, InterruptedException {
        return ask.object().get("result");
    }

    @Override
    HttpCall signed(HttpCall call, ActionContext context) {
        return call;
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return text(body.get("description"));
    }

    /** The token is in the path: Telegram finds no such path when it is not a bot's. */
    @Override
    ErrorCode meaning(HttpReply reply, Map<?, ?> body) {
        return reply.status() == 404 ? ErrorCode.AUTH_EXPIRED : super.meaning(reply, body);
    }

    @Override
    @Nullable
    Object wait(Map<?, ?> body) {
        return object(body.get("parameters")).get("retry_after");
    }

    @Override
    void inspect(Object body, ActionContext context) throws ConnectorError {
        Map<?, ?> answer = object(body);
        if (!Boolean.TRUE.equals(answer.get("ok"))) {
            throw Refusal.error(
                    this, ErrorCode.VALIDATION_ERROR, "an error", reason(answer), new Refusal.Wait(context, null));
        }
    }
}
