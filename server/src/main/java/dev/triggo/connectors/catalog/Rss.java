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
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
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

    private static Map<String, Object> outputSchema() {
        return Shape.object()
                .text("format", "rss, atom or rdf")
                .text("title", "")
                .text("link", "")
                .text("description", "")
                .list(
                        "items",
                        Shape.object()
                                .text("id", "What stays the same when an entry is changed")
                                .text("title", "")
                                .text("link", "")
                                .text("author", "")
                                .text("published", "")
                                .text("summary", "")
                                .text("content", "")
                                .texts("categories", ""))
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
                List.of(map(
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
                        List.of())));
    }

    private static Object read(ActionContext context) throws ConnectorError, InterruptedException {
        Instant since = since(context);
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
        return new FeedReader(context.props().integer("limit", 50), since).read(reply);
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
