package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.kernel.Json;
import dev.triggo.mcp.ChangeFeed.Change;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
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
    private final Set<BlockingQueue<Optional<Change>>> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

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
        return new Answer.Events(Map.of(), stream -> write(stream, request, wanted));
    }

    private boolean offers(Change change) {
        return switch (change) {
            case TOOLS -> true;
            case PROMPTS -> !server.prompts().isEmpty();
            case RESOURCES -> server.resources() != null;
        };
    }

    private void write(EventStream stream, McpRequest request, Set<Change> wanted) throws InterruptedException {
        // A waiting change says all that a second of its kind would; the place more is for the end.
        BlockingQueue<Optional<Change>> waiting = new LinkedBlockingQueue<>(Change.values().length + 1);
        long end = clock.millis() + LIFE.toMillis();
        try (ChangeFeed.Subscription subscription = server.changes().subscribe(request.caller(), change -> {
            if (wanted.contains(change) && !waiting.contains(Optional.of(change))) {
                var _ = waiting.offer(Optional.of(change));
            }
        })) {
            open.add(waiting);
            var honoured = Json.object();
            wanted.forEach(change -> honoured.put(wish(change), true));
            boolean there =
                    LazyStream.send(stream, notification("subscriptions/acknowledged", request.id(), honoured.build()));
            while (there && !closing && clock.millis() < end) {
                Optional<Change> next = waiting.poll(keepAlive.toMillis(), TimeUnit.MILLISECONDS);
                if (next == null) {
                    there = stream.keepAlive();
                } else if (next.isPresent()) {
                    there = LazyStream.send(
                            stream, notification(listName(next.get()) + "/list_changed", request.id(), null));
                }
            }
            if (there) {
                LazyStream.send(stream, closed(request.id()));
            }
        } finally {
            open.remove(waiting);
        }
    }

    /** Ends all streams in good order. */
    void close() {
        closing = true;
        open.forEach(waiting -> waiting.offer(Optional.empty()));
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
