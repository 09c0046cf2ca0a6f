package dev.triggo.connectors.catalog;

import static dev.triggo.connectors.catalog.Shape.map;

import dev.triggo.sdk.Action;
import dev.triggo.sdk.ActionContext;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.Property;
import dev.triggo.sdk.Property.Kind;
import dev.triggo.sdk.RetryAfter;
import dev.triggo.sdk.SideEffect;
import dev.triggo.sdk.Trigger;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Feeds: RSS 2.0 (and 0.9x), Atom 1.0 and RSS 1.0. */
final class Rss {
    Connector connector() {
        return Connector.named("rss")
                .displayName("RSS")
                .description(
                        "Reads feeds: RSS 2.0, Atom and RSS 1.0 (RDF), at any public address, up to 1 MiB. Not covered:"
                                + " JSON Feed, finding the feed of a page.")
                .icon(Icons.RSS)
                .action(readFeed())
                .trigger(newItem())
                .build();
    }

    private static Action readFeed() {
        return Action.named("read_feed")
                .displayName("Read a feed")
                .description(
                        "The feed's entries, as it orders them, which is mostly the newest first. HTML in summaries and"
                                + " contents is left as it is. Times are ISO 8601 where they could be read, else empty.")
                .property(Property.of(Kind.URL, "url")
                        .displayName("URL")
                        .between(1, 8192)
                        .require())
                .property(Property.of(Kind.INTEGER, "limit").between(1, 1000).defaultsTo(50L))
                .property(Property.of(Kind.DATE_TIME, "since")
                        .description("Only entries after this moment; those without a time are left out then."))
                .sideEffect(SideEffect.READ)
                .outputSchema(outputSchema())
                .example(map("url", "https://example.com/feed.xml", "limit", 1), example())
                .run(Rss::read)
                .build();
    }

    private static Trigger newItem() {
        return Trigger.named("new_item")
                .displayName("New entry")
                .description("Starts a run for each entry that is new in a feed, up to 1000 at once, the oldest first.")
                .property(Property.of(Kind.URL, "url")
                        .displayName("URL")
                        .between(1, 8192)
                        .require())
                .outputSchema(entry().build())
                .example(map("url", "https://example.com/feed.xml"), entryExample())
                .polls(Trigger.SELDOM, (context, cursor) -> polled(context))
                .build();
    }

    /** The feed says what is there; which of it is new, the server knows by the ids. */
    private static Trigger.Polled polled(ActionContext context) throws ConnectorError, InterruptedException {
        Map<?, ?> feed = (Map<?, ?>) new FeedReader(1000, Instant.MIN).read(fetched(context));
        var items = new ArrayList<Trigger.Item>();
        for (Object entry : (List<?>) Objects.requireNonNull(feed.get("items"))) {
            String id = id((Map<?, ?>) entry);
            if (!id.isEmpty()) {
                items.add(new Trigger.Item(id, entry));
            }
        }
        return new Trigger.Polled(items.reversed(), null);
    }

    /** What the feed calls it, else what stands for it best; long names by their beginning and a hash of the whole. */
    private static String id(Map<?, ?> entry) {
        String id = "";
        for (String field : List.of("id", "link", "title")) {
            id = id.isEmpty() && entry.get(field) instanceof String text ? text.strip() : id;
        }
        return id.length() <= 400 ? id : id.substring(0, 400) + "#" + id.hashCode();
    }

    private static Shape entry() {
        return Shape.object()
                .text("id", "What stays the same when an entry is changed")
                .text("title", "")
                .text("link", "")
                .text("author", "")
                .text("published", "")
                .text("summary", "")
                .text("content", "")
                .texts("categories", "");
    }

    private static Map<String, Object> outputSchema() {
        return Shape.object()
                .text("format", "rss, atom or rdf")
                .text("title", "")
                .text("link", "")
                .text("description", "")
                .list("items", entry())
                .build();
    }

    private static Map<String, @Nullable Object> example() {
        return map(
                "format",
                "rss",
                "title",
                "Example",
                "link",
                "https://example.com/",
                "description",
                "",
                "items",
                List.of(entryExample()));
    }

    private static Map<String, @Nullable Object> entryExample() {
        return map(
                "id",
                "https://example.com/1",
                "title",
                "First",
                "link",
                "https://example.com/1",
                "author",
                "",
                "published",
                "2026-01-31T09:30:00Z",
                "summary",
                "Hello",
                "content",
                "",
                "categories",
                List.of());
    }

    private static Object read(ActionContext context) throws ConnectorError, InterruptedException {
        Instant since = since(context);
        HttpReply reply = fetched(context);
        return new FeedReader(context.props().integer("limit", 50), since).read(reply);
    }

    private static HttpReply fetched(ActionContext context) throws ConnectorError, InterruptedException {
        HttpReply reply = context.http()
                .send(HttpCall.of("GET", context.props().text("url"))
                        .header(
                                "Accept",
                                "application/rss+xml, application/atom+xml, application/rdf+xml, application/xml;q=0.9,"
                                        + " text/xml;q=0.9, */*;q=0.5")
                        .followRedirects(true));
        if (reply.status() >= 300) {
            throw new ConnectorError(
                    ErrorCode.ofStatus(reply.status()),
                    "The feed's server answered with status %d.".formatted(reply.status()),
                    null,
                    RetryAfter.of(reply.header("retry-after"), context.clock().instant()));
        }
        return reply;
    }

    private static Instant since(ActionContext context) throws ConnectorError {
        if (!context.props().has("since")) {
            return Instant.MIN;
        }
        try {
            return OffsetDateTime.parse(context.props().text("since")).toInstant();
        } catch (DateTimeException noTime) {
            throw new ConnectorError(
                    ErrorCode.VALIDATION_ERROR, "/since: a time with zone is wanted, as 2026-01-31T09:30:00Z.");
        }
    }
}
