package dev.triggo.mcp;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An endpoint without HTTP around it, and the clock that it goes by. */
final class McpTestClient {
    /** No call is so slow that its answer comes on a stream for it. */
    private static final LazyStream.Pace PATIENT = new LazyStream.Pace(Duration.ofSeconds(20), Duration.ofMillis(20));

    private static final LazyStream.Pace QUICK = new LazyStream.Pace(Duration.ofMillis(200), Duration.ofMillis(20));

    private final Hand clock = new Hand();
    private final McpServer server;
    final McpEndpoint endpoint;

    McpTestClient(ChangeFeed changes, McpTool... tools) {
        this(new McpServer("Tools.", ToolCatalog.of(List.of(tools)), List.of(), null, null, changes), PATIENT);
    }

    private McpTestClient(McpServer server, LazyStream.Pace pace) {
        this.server = server;
        endpoint = new McpEndpoint(server, new byte[32], clock, new Ids(clock, new SecureRandom()), pace);
    }

    /** Another one with the same tools, for which a stream opens soon when they have nothing to say. */
    McpTestClient impatient() {
        return new McpTestClient(server, QUICK);
    }

    void wait(Duration time) {
        clock.now = clock.now.plus(time);
    }

    /** The answer in one piece. */
    Answer.JsonBody send(TestExchange exchange) throws InterruptedException {
        return assertInstanceOf(Answer.JsonBody.class, endpoint.handle(exchange));
    }

    Json.Obj result(TestExchange exchange) throws InterruptedException {
        return assertInstanceOf(Json.Obj.class, body(send(exchange)).get("result"));
    }

    static Json.Obj body(Answer.JsonBody answer) {
        return (Json.Obj) answer.body();
    }

    static Json.Obj error(Answer.JsonBody answer) {
        return assertInstanceOf(Json.Obj.class, body(answer).get("error"), answer.body()::write);
    }

    static Json.Obj call(String tool, Json.Obj arguments) {
        return Json.object().put("name", tool).put("arguments", arguments).build();
    }

    static Json.Obj call(String tool) {
        return call(tool, Json.EMPTY_OBJECT);
    }

    /** Reads a stream on a thread of its own; hangs up when told. */
    static final class Reader implements EventStream, AutoCloseable {
        private final BlockingQueue<Json.Obj> messages = new LinkedBlockingQueue<>();
        private final Thread thread;
        private volatile boolean gone;

        Reader(Answer answer) {
            Answer.Events events = assertInstanceOf(Answer.Events.class, answer);
            thread = Thread.ofVirtual().start(() -> {
                try {
                    events.writer().write(this);
                } catch (InterruptedException stopped) {
                    Thread.currentThread().interrupt();
                }
            });
        }

        Json.Obj next() throws InterruptedException {
            return assertInstanceOf(Json.Obj.class, messages.poll(20, TimeUnit.SECONDS));
        }

        void hangUp() {
            gone = true;
        }

        boolean ends() throws InterruptedException {
            return thread.join(Duration.ofSeconds(20));
        }

        int waiting() {
            return messages.size();
        }

        @Override
        public boolean send(@Nullable String id, @Nullable String event, String data) {
            messages.add((Json.Obj) Json.parse(data));
            return !gone;
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean keepAlive() {
            return !gone;
        }

        @Override
        public void close() {
            hangUp();
        }
    }

    private static final class Hand extends Clock {
        private volatile Instant now = Instant.parse("2026-11-01T00:00:00Z");

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return now;
        }
    }
}
