package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Discord's API, as a bot or through a channel's webhook. */
final class Discord extends Vendor {
    /** Each is one more call, and people wait. */
    private static final int MOST_GUILDS = 20;
    /** Texts and announcements. */
    private static final Set<Integer> WITH_MESSAGES = Set.of(0, 5);

    /** Only its id and secret are taken from a webhook's URL: the host is ours to say. */
    private static final Pattern WEBHOOK = Pattern.compile(
            "https://(?:(?:canary|ptb)\\.)?discord(?:app)?\\.com/api/(?:v[0-9]+/)?webhooks/([0-9]{5,30})/([A-Za-z0-9_-]{20,120})/?");

    private static final Pattern ID = Pattern.compile("[0-9]{5,30}");

    Discord() {
        this("https://discord.com/api/v10");
    }

    Discord(String base) {
        super("Discord", base);
    }

    Connector connector() {
        return Connector.named("discord")
                .displayName("Discord")
                .description(
                        "Posts to and reads from Discord channels. Covered: messages through a webhook or as a bot,"
                                + " reactions, listing channels and messages. Not covered: uploads, slash commands, voice,"
                                + " administration. Nobody is pinged unless allow_mentions says so.")
                .icon(Icons.DISCORD)
                .auth(new Auth.CustomAuth(List.of(
                        Property.of(Kind.SECRET, "webhook_url")
                                .displayName("Webhook URL")
                                .description("Of a channel: Edit channel, Integrations, Webhooks. Needed by"
                                        + " send_webhook_message, which needs nothing else."),
                        Property.of(Kind.SECRET, "bot_token")
                                .description("Of your application, under Bot. Needed by all other operations."))))
                .liveCheck(this::check)
                .action(sendWebhookMessage())
                .action(sendMessage())
                .action(listChannels())
                .action(listMessages())
                .action(addReaction())
                .build();
    }

    private static Property content() {
        return Property.of(Kind.LONG_TEXT, "content")
                .description("Discord's Markdown")
                .between(0, 2000);
    }

    private static Property embeds() {
        return Property.of(Kind.ARRAY, "embeds")
                .description("Rich embeds, as Discord writes them.")
                .between(0, 10);
    }

    private static Property mentions() {
        return Property.of(Kind.CHECKBOX, "allow_mentions")
                .description("Lets @everyone, roles and people in the text be pinged.")
                .defaultsTo(false);
    }

    private static Property id(String name, String description) {
        return Property.of(Kind.SHORT_TEXT, name).description(description).require();
    }

    private List<Property.Choice> guilds(ActionContext context) throws ConnectorError, InterruptedException {
        return choices(reading(context, "GET", "/users/@me/guilds").list(), "id", "name");
    }

    private Property channelId() {
        return Property.dynamicDropdown("channel_id", this::channels)
                .description("The channel's id")
                .require();
    }

    /** Of the first servers of the bot, those that hold messages. */
    private List<Property.Choice> channels(ActionContext context) throws ConnectorError, InterruptedException {
        var channels = new ArrayList<Property.Choice>();
        for (Property.Choice guild : guilds(context).stream().limit(MOST_GUILDS).toList()) {
            String path = "/guilds/%s/channels".formatted(Ask.part("guild_id", guild.value()));
            for (Object one : reading(context, "GET", path).list()) {
                if (object(one).get("type") instanceof Number type && WITH_MESSAGES.contains(type.intValue())) {
                    choices(List.of(object(one)), "id", "name")
                            .forEach(channel -> channels.add(new Property.Choice(
                                    channel.value(), "#%s (%s)".formatted(channel.label(), guild.label()))));
                }
            }
        }
        return channels;
    }

    private static Shape message() {
        return Shape.object()
                .text("id", "The message's id")
                .text("channel_id", "")
                .text("content", "")
                .text("timestamp", "")
                .thing("author", "Who wrote it");
    }

    private static final Map<String, @Nullable Object> MESSAGE =
            map("id", "334385199974967042", "channel_id", "290926798999357250", "content", "Build 512 is green.");

    private Action sendWebhookMessage() {
        return Action.named("send_webhook_message")
                .displayName("Send a message through a webhook")
                .description("Posts to the webhook's channel. Needs content or embeds.")
                .property(content())
                .property(Property.of(Kind.SHORT_TEXT, "username")
                        .description("The name to post under.")
                        .between(1, 80))
                .property(Property.of(Kind.URL, "avatar_url"))
                .property(embeds())
                .property(mentions())
                .outputSchema(message().build())
                .example(map("content", "Build 512 is green."), MESSAGE)
                .run(context -> message(
                                context,
                                writing(context, "POST", webhook(context))
                                        .query("wait", true)
                                        .fields("username", "avatar_url"))
                        .object())
                .build();
    }

    private Action sendMessage() {
        return Action.named("send_message")
                .displayName("Send a message")
                .description("Posts to a channel as the bot. Needs content or embeds.")
                .property(channelId())
                .property(content())
                .property(embeds())
                .property(mentions())
                .property(
                        Property.of(Kind.SHORT_TEXT, "reply_to").description("The id of the message that it answers."))
                .outputSchema(message().build())
                .example(map("channel_id", "290926798999357250", "content", "Build 512 is green."), MESSAGE)
                .run(context -> {
                    Object answered = context.props().value("reply_to");
                    return message(context, writing(context, "POST", channel(context) + "/messages"))
                            .field("message_reference", answered == null ? null : map("message_id", answered))
                            .object();
                })
                .build();
    }

    private Action listChannels() {
        return Action.named("list_channels")
                .displayName("List channels")
                .description("All channels of a server that the bot can see, without threads.")
                .property(Property.dynamicDropdown("guild_id", this::guilds)
                        .description("The server's id")
                        .require())
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "channels",
                                Shape.object()
                                        .text("id", "")
                                        .text("name", "")
                                        .whole("type", "0 text, 2 voice, 4 category, 5 announcements, 15 forum")
                                        .textOrNull("parent_id", "The category"))
                        .build())
                .example(
                        map("guild_id", "290926798626357999"),
                        map("channels", List.of(map("id", "290926798999357250", "name", "builds", "type", 0))))
                .run(context -> map(
                        "channels",
                        reading(context, "GET", "/guilds/%s/channels".formatted(id(context, "guild_id")))
                                .list()))
                .build();
    }

    private Action listMessages() {
        return Action.named("list_messages")
                .displayName("List messages")
                .description("Messages of a channel, the newest first.")
                .property(channelId())
                .property(Property.of(Kind.INTEGER, "limit").between(1, 100).defaultsTo(50L))
                .property(Property.of(Kind.SHORT_TEXT, "before").description("Only messages before this id."))
                .property(Property.of(Kind.SHORT_TEXT, "after").description("Only messages after this id."))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object().list("messages", message()).build())
                .example(map("channel_id", "290926798999357250", "limit", 1), map("messages", List.of(MESSAGE)))
                .run(context -> map(
                        "messages",
                        reading(context, "GET", channel(context) + "/messages")
                                .queries("limit", "before", "after")
                                .list()))
                .build();
    }

    private Action addReaction() {
        return Action.named("add_reaction")
                .displayName("Add a reaction")
                .description("Adds an emoji to a message as the bot.")
                .property(channelId())
                .property(id("message_id", "The message's id"))
                .property(Property.of(Kind.SHORT_TEXT, "emoji")
                        .description("The character itself, or name:id of the server's own.")
                        .between(1, 100)
                        .require())
                .outputSchema(Shape.object().flag("ok", "").build())
                .example(
                        map(
                                "channel_id",
                                "290926798999357250",
                                "message_id",
                                "334385199974967042",
                                "emoji",
                                "tada:1234567"),
                        map("ok", true))
                .run(context -> writing(
                                context,
                                "PUT",
                                "%s/messages/%s/reactions/%s/@me"
                                        .formatted(
                                                channel(context),
                                                id(context, "message_id"),
                                                Ask.part(
                                                        "emoji", context.props().text("emoji"))))
                        .done())
                .build();
    }

    /** Each of the two that the connection has. */
    private void check(ActionContext context) throws ConnectorError, InterruptedException {
        if (!fields(context).text("bot_token").isEmpty()) {
            reading(context, "GET", "/users/@me").object();
        }
        if (!fields(context).text("webhook_url").isEmpty()) {
            reading(context, "GET", webhook(context)).object();
        }
    }

    /** The call with what is said, and nobody pinged who was not meant to be. */
    private static Ask message(ActionContext context, Ask ask) throws ConnectorError {
        if (context.props().text("content", "").isBlank()
                && context.props().list("embeds").isEmpty()) {
            throw wrong("content", "a message needs content or embeds.");
        }
        boolean ping = context.props().flag("allow_mentions", false);
        return ask.fields("content", "embeds").field("allowed_mentions", ping ? null : map("parse", List.of()));
    }

    private static String channel(ActionContext context) throws ConnectorError {
        return "/channels/" + id(context, "channel_id");
    }

    private static String id(ActionContext context, String field) throws ConnectorError {
        String id = context.props().text(field);
        if (!ID.matcher(id).matches()) {
            throw wrong(field, "an id of Discord is wanted: digits only.");
        }
        return id;
    }

    private String webhook(ActionContext context) throws ConnectorError {
        Matcher url = WEBHOOK.matcher(fields(context).text("webhook_url"));
        if (!url.matches()) {
            throw wrong("connectionId", "the connection has no webhook URL of Discord.");
        }
        return "/webhooks/%s/%s".formatted(url.group(1), url.group(2));
    }

    /** A webhook's URL is its own proof. */
    @Override
    HttpCall signed(HttpCall call, ActionContext context) throws ConnectorError {
        if (call.url().startsWith(base(context) + "/webhooks/")) {
            return call;
        }
        String token = fields(context).text("bot_token");
        if (token.isEmpty()) {
            throw wrong("connectionId", "the connection has no bot token, which this operation needs.");
        }
        return call.header("Authorization", "Bot " + token);
    }

    @Override
    @Nullable
    Object wait(Map<?, ?> body) {
        return body.get("retry_after");
    }
}
