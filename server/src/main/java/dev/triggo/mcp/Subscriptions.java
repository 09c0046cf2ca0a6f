package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.ChangeFeed.Change;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** {@code subscriptions/listen}: a stream that says when a list has changed, and nothing that was not asked for. */
final class Subscriptions {
    /** After this the client has to come again with its credential. */
    private static final Duration LIFE = Duration.ofHours(1);

    private static final String SUBSCRIPTION_ID = "io.modelcontextprotocol/subscriptionId";

    private final McpServer server;
    private final Duration keepAlive;
    private final Clock clock;

    Subscriptions(McpServer server, Duration keepAlive, Clock clock) {
        this.server = server;
        this.keepAlive = keepAlive;
        this.clock = clock;
    }

    Answer listen(McpRequest request) {
        if (!(request.params().get("notifications") instanceof Json.Obj filter)) {
            throw RpcFault.invalidParams("params.notifications must be an object that says what to listen for.");
        }
        Set<Change> wanted = EnumSet.noneOf(Change.class);
        for (Change change : Change.values()) {
            if (offers(change) && filter.get(wish(change)) == Json.Bool.TRUE) {
                wanted.add(change);
            }
        }
        return new Answer.Events(LazyStream.HEADERS, stream -> write(stream, request, wanted));
    }

    private boolean offers(Change change) {
        return switch (change) {
            case TOOLS -> true;
            case PROMPTS -> !server.prompts().isEmpty();
            case RESOURCES -> server.resources() != null;
        };
    }

    private void write(EventStream stream, McpRequest request, Set<Change> wanted) throws InterruptedException {
        BlockingQueue<Change> changes = new LinkedBlockingQueue<>(Change.values().length);
        long end = clock.millis() + LIFE.toMillis();
        try (ChangeFeed.Subscription subscription = server.changes().subscribe(request.caller(), change -> {
            // One that waits already says all that a second one would.
            if (wanted.contains(change) && !changes.contains(change)) {
                var unused = changes.offer(change);
            }
        })) {
            var honoured = Json.object();
            wanted.forEach(change -> honoured.put(wish(change), true));
            boolean there =
                    LazyStream.send(stream, notification("subscriptions/acknowledged", request.id(), honoured.build()));
            while (there && clock.millis() < end) {
                Change change = changes.poll(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
                there = change == null
                        ? stream.keepAlive()
                        : LazyStream.send(stream, notification(listName(change) + "/list_changed", request.id(), null));
            }
            if (there) {
                LazyStream.send(stream, closed(request.id()));
            }
        } catch (InterruptedException stopping) {
            LazyStream.send(stream, closed(request.id()));
            throw stopping;
        }
    }

    private static Json.Obj notification(String name, Json id, Json.@Nullable Obj notifications) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("method", "notifications/" + name)
                .put(
                        "params",
                        Json.object()
                                .put("_meta", tag(id))
                                .putIf("notifications", notifications)
                                .build())
                .build();
    }

    private static Json.Obj closed(Json id) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put(
                        "result",
                        Json.object()
                                .put("resultType", "complete")
                                .put("_meta", tag(id))
                                .build())
                .build();
    }

    private static Json.Obj tag(Json id) {
        return Json.object().put(SUBSCRIPTION_ID, id).build();
    }

    private static String listName(Change change) {
        return change.name().toLowerCase(Locale.ROOT);
    }

    private static String wish(Change change) {
        return listName(change) + "ListChanged";
    }
}
