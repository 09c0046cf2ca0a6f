package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The answer to one call: plain JSON when the call ends without a word in between, an event stream as soon as there is
 * something to tell before, or when it takes long. The call runs on a thread of its own, so that a client that leaves
 * is noticed while it runs.
 */
final class LazyStream {
    private static final int QUEUED = 1024;
    private static final long GLANCE_MILLIS = 1_000;

    /** Makes the whole JSON-RPC response. Problems that it throws are answered by HTTP while that is still possible. */
    @FunctionalInterface
    interface Call {
        Answer.JsonBody respond() throws InterruptedException;
    }

    private sealed interface Item {
        record Message(Json.Obj message) implements Item {}

        record End(Answer.JsonBody response) implements Item {}

        record Refused(Problem problem) implements Item {}
    }

    private final Exchange http;
    private final boolean canStream;
    private final Pace pace;
    private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
    private final List<Runnable> whenGone = new CopyOnWriteArrayList<>();
    private volatile boolean gone;

    /**
     * @param silence after which the stream opens although there is nothing to tell yet
     * @param keepAlive time between comments that keep the connection open and show whether anybody is there
     */
    record Pace(Duration silence, Duration keepAlive) {
        static final Pace USUAL = new Pace(Duration.ofSeconds(5), Duration.ofSeconds(15));
    }

    LazyStream(Exchange http, Pace pace) {
        this.http = http;
        this.canStream = Accepts.of(http).stream();
        this.pace = pace;
    }

    boolean canStream() {
        return canStream;
    }

    /** Sends a message ahead of the response; dropped when the client takes no streams, has left, or reads too slowly. */
    void send(Json.Obj message) {
        if (canStream && !gone && items.size() < QUEUED) {
            items.add(new Item.Message(message));
        }
    }

    /** Runs it when the call is cancelled, or the client is found to have left; at once if that was so already. */
    void onGone(Runnable action) {
        whenGone.add(action);
        if (gone) {
            action.run();
        }
    }

    /** A legacy client says that it does not wait for the answer any more; one is sent all the same. */
    void cancel() {
        whenGone.forEach(Runnable::run);
    }

    /**
     * Runs the call and answers with what comes of it.
     *
     * @param late how a problem is said once the stream is open and HTTP can no longer say it
     */
    Answer answer(Call call, Function<Problem, Json.Obj> late) throws InterruptedException {
        Thread.ofVirtual().name("mcp-call").start(() -> run(call));
        Item first = first();
        return switch (first) {
            case Item.End end -> end.response();
            case Item.Refused refused -> throw refused.problem();
            case Item.Message message -> new Answer.Events(Map.of(), stream -> write(stream, message, late));
            case null ->
                gone
                        ? new Answer.Empty(204, Map.of())
                        : new Answer.Events(Map.of(), stream -> write(stream, null, late));
        };
    }

    /** What comes first; null when nothing has come in time to answer in one piece, or nobody waits for it any more. */
    private @Nullable Item first() throws InterruptedException {
        long waited = 0;
        while (!canStream || waited < pace.silence().toMillis()) {
            long glance = Math.min(GLANCE_MILLIS, pace.silence().toMillis());
            Item item = items.poll(glance, TimeUnit.MILLISECONDS);
            if (item != null) {
                return item;
            }
            waited += glance;
            if (http.clientGone()) {
                leave();
                return null;
            }
        }
        return null;
    }

    private void run(Call call) {
        try {
            items.add(new Item.End(call.respond()));
        } catch (Problem problem) {
            items.add(new Item.Refused(problem));
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            items.add(new Item.Refused(Problem.of(ProblemCode.OVERLOADED, "The server is stopping. Try again.")));
        }
    }

    private void write(EventStream stream, @Nullable Item first, Function<Problem, Json.Obj> late)
            throws InterruptedException {
        Item item = first;
        boolean there = true;
        while (there) {
            switch (item) {
                case null -> there = stream.keepAlive();
                case Item.Message message -> there = send(stream, message.message());
                case Item.End end -> {
                    send(stream, end.response().body());
                    return;
                }
                case Item.Refused refused -> {
                    send(stream, late.apply(refused.problem()));
                    return;
                }
            }
            item = there ? next() : null;
            there = there && !gone;
        }
        leave();
    }

    /** What comes next; null when it is time to keep the connection open, or nobody reads it any more. */
    private @Nullable Item next() throws InterruptedException {
        long left = pace.keepAlive().toMillis();
        while (left > 0) {
            long glance = Math.min(GLANCE_MILLIS, left);
            Item item = items.poll(glance, TimeUnit.MILLISECONDS);
            if (item != null) {
                return item;
            }
            left -= glance;
            if (http.clientGone()) {
                gone = true;
                return null;
            }
        }
        return null;
    }

    private void leave() {
        gone = true;
        whenGone.forEach(Runnable::run);
        items.clear();
    }

    static boolean send(EventStream stream, Json message) {
        return stream.send(null, "message", message.write());
    }
}
