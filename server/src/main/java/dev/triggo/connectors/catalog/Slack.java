package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.SideEffect;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Slack's Web API, as a bot of a workspace. Slack says no with status 200 and {@code ok: false}. */
final class Slack extends Vendor {
    private static final Set<String> SIGNED_OUT = Set.of(
            "invalid_auth",
            "not_authed",
            "account_inactive",
            "token_expired",
            "token_revoked",
            "user_removed_from_team",
            "org_login_required");
    private static final Set<String> ITS_OWN_FAULT =
            Set.of("fatal_error", "internal_error", "service_unavailable", "request_timeout");
    private static final int PAGE = 1000;
    private static final List<String> CHANNEL_TYPES = List.of("public_channel", "private_channel", "mpim", "im");

    Slack() {
        this("https://slack.com/api");
    }

    Slack(String base) {
        super("Slack", base);
    }

    Connector connector() {
        return Connector.named("slack")
                .displayName("Slack")
                .description(
                        "Posts to and reads from a Slack workspace as a bot. Covered: posting and changing messages,"
                                + " reactions, listing channels, reading their history, finding people by email. Not covered: files,"
                                + " modals, slash commands, administration.")
                .icon(Icons.SLACK)
                .auth(new Auth.SecretText(
                        "Bot token",
                        "Begins with xoxb-. At api.slack.com/apps: your app, OAuth & Permissions, with the scopes chat:write,"
                                + " channels:read, channels:history, reactions:write, users:read.email; private channels"
                                + " need groups:read and groups:history."))
                .liveCheck(context -> reading(context, "GET", "/auth.test").object())
                .action(postMessage())
                .action(updateMessage())
                .action(listChannels())
                .action(channelHistory())
                .action(findUser())
                .action(addReaction())
                .build();
    }

    private Property channel() {
        return Property.dynamicDropdown("channel", this::channels)
                .description("The channel's id, as C024BE91L. The bot has to be a member.")
                .between(1, 200)
                .require();
    }

    /** A token without the scopes for private channels is told of the public ones. */
    private List<Property.Choice> channels(ActionContext context) throws ConnectorError, InterruptedException {
        var channels = new ArrayList<>(channels(context, "public_channel"));
        try {
            channels.addAll(channels(context, "private_channel"));
        } catch (ConnectorError refused) {
            if (refused.code() != ErrorCode.VALIDATION_ERROR) {
                throw refused;
            }
        }
        return channels;
    }

    private List<Property.Choice> channels(ActionContext context, String type)
            throws ConnectorError, InterruptedException {
        var channels = new ArrayList<Property.Choice>();
        String cursor = "";
        do {
            Map<String, @Nullable Object> page = reading(context, "GET", "/conversations.list")
                    .query("types", type)
                    .query("exclude_archived", true)
                    .query("limit", PAGE)
                    .query("cursor", cursor.isEmpty() ? null : cursor)
                    .object();
            channels.addAll(choices(list(page.get("channels")), "id", "name"));
            cursor = text(object(page.get("response_metadata")).get("next_cursor"));
        } while (!cursor.isEmpty() && channels.size() <= PAGE);
        return channels;
    }

    private static Property text() {
        return Property.of(Kind.LONG_TEXT, "text")
                .description("Slack's mrkdwn. With blocks it is what notifications show.")
                .between(0, 40_000);
    }

    private static Property blocks() {
        return Property.of(Kind.ARRAY, "blocks")
                .description("Block Kit blocks, instead of plain text.")
                .between(0, 50);
    }

    private Action postMessage() {
        return Action.named("post_message")
                .displayName("Post a message")
                .description(
                        "Posts to a channel, or to a person when the channel is a user's id. Needs text or blocks.")
                .property(channel())
                .property(text())
                .property(blocks())
                .property(Property.of(Kind.SHORT_TEXT, "thread_ts")
                        .description("The ts of the message to answer in a thread."))
                .property(Property.of(Kind.CHECKBOX, "reply_broadcast")
                        .description("Shows an answer in a thread in the channel too."))
                .property(Property.of(Kind.CHECKBOX, "unfurl_links").description("Shows a preview of links."))
                .outputSchema(Shape.object()
                        .text("channel", "Where it was posted")
                        .text("ts", "The message's id within the channel")
                        .thing("message", "The message as it was posted")
                        .build())
                .example(
                        map("channel", "C024BE91L", "text", "The nightly report is ready."),
                        map(
                                "channel",
                                "C024BE91L",
                                "ts",
                                "1503435956.000247",
                                "message",
                                map(
                                        "type",
                                        "message",
                                        "text",
                                        "The nightly report is ready.",
                                        "ts",
                                        "1503435956.000247")))
                .run(context -> without(writing(context, "POST", "/chat.postMessage")
                        .fields("channel", "blocks", "thread_ts", "reply_broadcast", "unfurl_links")
                        .field("text", said(context))
                        .object()))
                .build();
    }

    private Action updateMessage() {
        return Action.named("update_message")
                .displayName("Change a message")
                .description("Replaces the text or blocks of a message that this bot posted.")
                .property(channel())
                .property(Property.of(Kind.SHORT_TEXT, "ts")
                        .description("The message's ts, as post_message gave it.")
                        .require())
                .property(text())
                .property(blocks())
                .outputSchema(Shape.object()
                        .text("channel", "Where it is")
                        .text("ts", "The message's id within the channel")
                        .text("text", "What it says now")
                        .build())
                .example(
                        map(
                                "channel",
                                "C024BE91L",
                                "ts",
                                "1401383885.000061",
                                "text",
                                "Updated text you carefully authored"),
                        map(
                                "channel",
                                "C024BE91L",
                                "ts",
                                "1401383885.000061",
                                "text",
                                "Updated text you carefully authored"))
                .run(context -> without(writing(context, "POST", "/chat.update")
                        .fields("channel", "ts", "blocks")
                        .field("text", said(context))
                        .object()))
                .build();
    }

    private Action listChannels() {
        return Action.named("list_channels")
                .displayName("List channels")
                .description(
                        "A page of the channels that the bot can see. cursor takes next_cursor of the page before.")
                .property(Property.multiSelect("types", CHANNEL_TYPES).defaultsTo(List.of("public_channel")))
                .property(Property.of(Kind.CHECKBOX, "exclude_archived").defaultsTo(true))
                .property(limit(1000))
                .property(Property.of(Kind.SHORT_TEXT, "cursor"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "channels",
                                Shape.object()
                                        .text("id", "The channel's id")
                                        .text("name", "Without the #")
                                        .flag("is_private", "")
                                        .flag("is_archived", "")
                                        .whole("num_members", ""))
                        .thing("response_metadata", Shape.object().text("next_cursor", "Empty on the last page"))
                        .build())
                .example(
                        map("limit", 2),
                        map(
                                "channels",
                                List.of(map(
                                        "id", "C012AB3CD", "name", "general", "is_private", false, "num_members", 4)),
                                "response_metadata",
                                map("next_cursor", "dGVhbTpDMDYxRkE1UEI=")))
                .run(context -> without(reading(context, "GET", "/conversations.list")
                        .query("types", String.join(",", texts(context.props().list("types"))))
                        .queries("exclude_archived", "limit", "cursor")
                        .object()))
                .build();
    }

    private Action channelHistory() {
        return Action.named("channel_history")
                .displayName("Read a channel's history")
                .description("A page of messages, the newest first. cursor takes next_cursor of the page before.")
                .property(channel())
                .property(Property.of(Kind.SHORT_TEXT, "oldest").description("Only messages after this ts."))
                .property(Property.of(Kind.SHORT_TEXT, "latest").description("Only messages before this ts."))
                .property(Property.of(Kind.CHECKBOX, "inclusive").description("With those at oldest and latest."))
                .property(limit(999))
                .property(Property.of(Kind.SHORT_TEXT, "cursor"))
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .list(
                                "messages",
                                Shape.object()
                                        .text("type", "")
                                        .text("user", "Who wrote it")
                                        .text("text", "")
                                        .text("ts", "The message's id within the channel"))
                        .flag("has_more", "There is another page")
                        .build())
                .example(
                        map("channel", "C024BE91L", "limit", 1),
                        map(
                                "messages",
                                List.of(map(
                                        "type",
                                        "message",
                                        "user",
                                        "U012AB3CDE",
                                        "text",
                                        "Hello",
                                        "ts",
                                        "1512085950.000216")),
                                "has_more",
                                true))
                .run(context -> without(reading(context, "GET", "/conversations.history")
                        .queries("channel", "oldest", "latest", "inclusive", "limit", "cursor")
                        .object()))
                .build();
    }

    private Action findUser() {
        return Action.named("find_user_by_email")
                .displayName("Find a person by email")
                .description("Gives the member of the workspace that has this address; NOT_FOUND when there is none.")
                .property(Property.of(Kind.EMAIL, "email").between(3, 254).require())
                .sideEffect(SideEffect.READ)
                .outputSchema(Shape.object()
                        .thing(
                                "user",
                                Shape.object()
                                        .text("id", "")
                                        .text("name", "")
                                        .flag("deleted", "")
                                        .thing("profile", "Names, email, pictures"))
                        .build())
                .example(
                        map("email", "spengler@ghostbusters.example.com"),
                        map("user", map("id", "W012A3CDE", "name", "spengler", "deleted", false)))
                .run(context -> without(reading(context, "GET", "/users.lookupByEmail")
                        .queries("email")
                        .object()))
                .build();
    }

    private Action addReaction() {
        return Action.named("add_reaction")
                .displayName("Add a reaction")
                .description("Adds an emoji to a message as the bot. One that is there already counts as done.")
                .property(channel())
                .property(Property.of(Kind.SHORT_TEXT, "timestamp")
                        .description("The message's ts.")
                        .require())
                .property(Property.of(Kind.SHORT_TEXT, "name")
                        .description("The emoji's name without colons, as thumbsup.")
                        .between(1, 100)
                        .require())
                .outputSchema(Shape.object().flag("ok", "").build())
                .example(
                        map("channel", "C024BE91L", "timestamp", "1503435956.000247", "name", "thumbsup"),
                        map("ok", true))
                .run(context -> writing(context, "POST", "/reactions.add")
                        .fields("channel", "timestamp", "name")
                        .done())
                .build();
    }

    private static Property limit(long most) {
        return Property.of(Kind.INTEGER, "limit").between(1, most).defaultsTo(100L);
    }

    private static List<String> texts(List<? extends @Nullable Object> list) {
        return list.stream().map(String::valueOf).toList();
    }

    /** The text of a message; with blocks it may be missing. */
    private static @Nullable Object said(ActionContext context) throws ConnectorError {
        if (!context.props().has("text") && context.props().list("blocks").isEmpty()) {
            throw wrong("text", "a message needs text or blocks.");
        }
        return context.props().value("text");
    }

    private static Map<String, @Nullable Object> without(Map<String, @Nullable Object> answer) {
        var rest = new LinkedHashMap<String, @Nullable Object>(answer);
        rest.remove("ok");
        return rest;
    }

    @Override
    @Nullable
    String reason(Map<?, ?> body) {
        return text(body.get("error"));
    }

    @Override
    void inspect(Object body, ActionContext context) throws ConnectorError {
        Map<?, ?> answer = object(body);
        String error = text(answer.get("error"));
        if (Boolean.TRUE.equals(answer.get("ok")) || error.equals("already_reacted")) {
            return;
        }
        ErrorCode code = SIGNED_OUT.contains(error)
                ? ErrorCode.AUTH_EXPIRED
                : error.equals("ratelimited") || error.equals("rate_limited")
                        ? ErrorCode.RATE_LIMITED
                        : ITS_OWN_FAULT.contains(error)
                                ? ErrorCode.UPSTREAM_ERROR
                                : error.endsWith("_not_found") ? ErrorCode.NOT_FOUND : ErrorCode.VALIDATION_ERROR;
        throw Refusal.error(this, code, "an error", error, new Refusal.Wait(context, null));
    }
}
