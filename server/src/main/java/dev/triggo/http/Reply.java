package dev.triggo.http;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.limits.Allowance;
import dev.triggo.redaction.Redactor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** The one answer to one request: headers that every answer has, then whatever it is. */
final class Reply {
    private static final HttpField JSON = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "application/json");
    private static final HttpField EVENTS = new PreEncodedHttpField(HttpHeader.CONTENT_TYPE, "text/event-stream");
    private static final HttpField UNBUFFERED = new PreEncodedHttpField("x-accel-buffering", "no");
    private static final HttpField CLOSE = new PreEncodedHttpField(HttpHeader.CONNECTION, "close");
    private static final HttpField NO_STORE = new PreEncodedHttpField(HttpHeader.CACHE_CONTROL, "no-store");
    private static final HttpField NO_SNIFF = new PreEncodedHttpField("x-content-type-options", "nosniff");
    private static final HttpField NO_REFERRER = new PreEncodedHttpField("referrer-policy", "no-referrer");
    private static final HttpField NOTHING_ALLOWED =
            new PreEncodedHttpField("content-security-policy", "default-src 'none'; frame-ancestors 'none'");

    /** How much of a refused body is taken off the wire, so that its sender gets to read the refusal. */
    private static final long LINGER_BYTES = 8L << 20;

    private static final Duration LINGER_TIME = Duration.ofSeconds(1);

    private final String requestId;
    private final Request request;
    private final Response response;
    private final Callback done;
    private final Body body;
    private final Seats seats;
    private final Runnable settle;
    private boolean lingers;

    /** @param settle what comes before the first byte of any answer but a live stream */
    Reply(
            String requestId,
            Request request,
            Response response,
            Callback done,
            Body body,
            Seats seats,
            Runnable settle) {
        this.requestId = requestId;
        this.request = request;
        this.response = response;
        this.done = done;
        this.body = body;
        this.seats = seats;
        this.settle = settle;
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(NO_STORE);
        headers.add(NO_SNIFF);
        headers.add(NO_REFERRER);
        headers.add(NOTHING_ALLOWED);
        headers.add(new HttpField("x-request-id", requestId));
    }

    /** The headers that an error of the wire gets too, where there was no request to speak of. */
    static void guard(HttpFields.Mutable headers, String requestId) {
        headers.put(NO_STORE);
        headers.put(NO_SNIFF);
        headers.put(NO_REFERRER);
        headers.put(NOTHING_ALLOWED);
        headers.put(new HttpField("x-request-id", requestId));
        headers.put(JSON);
    }

    void header(String name, String value) {
        response.getHeaders().put(name, value);
    }

    void rate(Allowance allowance) {
        HttpFields.Mutable headers = response.getHeaders();
        headers.add(new HttpField("x-ratelimit-limit", Integer.toString(allowance.limit())));
        headers.add(new HttpField("x-ratelimit-remaining", Integer.toString(allowance.remaining())));
        headers.add(new HttpField("x-ratelimit-reset", Long.toString(allowance.resetEpochSeconds())));
    }

    void problem(Problem problem, @Nullable String challenge) {
        if (challenge != null) {
            header("www-authenticate", challenge);
        }
        problem.retryAfter().ifPresent(wait -> header("retry-after", Long.toString(comeBack(problem.code(), wait))));
        finish(
                problem.code().status(),
                JSON,
                Map.of(),
                bytes(Redactor.standard().redactFields(problem.body(requestId), Set.of("requestId"))));
    }

    /** Anything but a live stream. */
    void send(Answer answer) {
        switch (answer) {
            case Answer.JsonBody json -> finish(json.status(), JSON, json.headers(), bytes(json.body()));
            case Answer.TextBody text ->
                finish(
                        text.status(),
                        new HttpField(HttpHeader.CONTENT_TYPE, text.contentType()),
                        text.headers(),
                        ByteBuffer.wrap(text.body().getBytes(StandardCharsets.UTF_8)));
            case Answer.Bytes bytes ->
                finish(
                        bytes.status(),
                        new HttpField(HttpHeader.CONTENT_TYPE, bytes.contentType()),
                        bytes.headers(),
                        ByteBuffer.wrap(bytes.body()));
            case Answer.Empty empty -> finish(empty.status(), null, empty.headers(), BufferUtil.EMPTY_BUFFER);
            case Answer.Events events ->
                throw new IllegalArgumentException("a stream is not sent, it is opened: " + events);
        }
    }

    /** Sends the head of a live stream and hands out its sending end, good while they who opened it are welcome. */
    SseStream open(Answer.Events events, BooleanSupplier stillWelcome) {
        response.setStatus(200);
        apply(events.headers());
        response.getHeaders().put(EVENTS);
        response.getHeaders().put(UNBUFFERED);
        if (body.isPending() && (body.waitsForUs() || !body.skipAtHand())) {
            response.getHeaders().put(CLOSE);
        }
        var stream = new SseStream(response, seats, stillWelcome);
        stream.flushHead();
        return stream;
    }

    /** Ends a live stream: in good order, or cut off so that the client sees that something is missing. */
    void endStream(boolean inGoodOrder) {
        if (inGoodOrder) {
            response.write(true, BufferUtil.EMPTY_BUFFER, done);
        } else {
            done.failed(new IOException("the stream broke off"));
        }
    }

    /**
     * After an answer that did not wait for the request's end: lets the rest run out, for a while, so that closing does
     * not destroy the answer on its way. Call when nothing else is held.
     */
    void linger() {
        if (!lingers) {
            return;
        }
        boolean ended = false;
        try {
            ended = body.skip(LINGER_BYTES, LINGER_TIME);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        } finally {
            seats.leaveLingerer();
            done.succeeded();
            if (!ended) {
                request.getConnectionMetaData().getConnection().getEndPoint().close();
            }
        }
    }

    /** All who are turned away at one moment would come back at one moment, and be turned away once more. */
    private static long comeBack(ProblemCode code, Duration wait) {
        long least = seconds(wait);
        return code == ProblemCode.OVERLOADED ? ThreadLocalRandom.current().nextLong(least, 3 * least + 1) : least;
    }

    static long seconds(Duration wait) {
        return Math.max(1, wait.plusMillis(999).toSeconds());
    }

    private static ByteBuffer bytes(Json json) {
        return ByteBuffer.wrap(json.write().getBytes(StandardCharsets.UTF_8));
    }

    private void finish(int status, @Nullable HttpField type, Map<String, String> more, ByteBuffer content) {
        HttpFields.Mutable headers = response.getHeaders();
        response.setStatus(status);
        if (type != null) {
            headers.put(type);
        }
        apply(more);
        settle.run();
        if (!body.isPending() || (!body.waitsForUs() && body.skipAtHand())) {
            response.write(true, content, done);
            return;
        }
        headers.put(CLOSE);
        if (body.waitsForUs() || !seats.enterLingerer()) {
            response.write(true, content, done);
            return;
        }
        lingers = true;
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(true, content, written);
            written.block();
        } catch (IOException clientLeft) {
            lingers = false;
            seats.leaveLingerer();
            done.failed(clientLeft);
        }
    }

    private void apply(Map<String, String> more) {
        more.forEach(this::header);
    }

    /** The code and sentence for what the HTTP parser refuses. */
    static Problem ofStatus(int status) {
        return switch (status) {
            case 408 -> Problem.of(ProblemCode.BAD_REQUEST, "The request did not arrive in time.");
            case 413 -> Problem.of(ProblemCode.PAYLOAD_TOO_LARGE, "The body is too large.");
            case 414 -> Problem.of(ProblemCode.URI_TOO_LONG, "The address is too long: put long values into the body.");
            case 421 -> Problem.of(ProblemCode.MISDIRECTED_REQUEST, "This server does not answer to that host name.");
            case 431 ->
                Problem.of(
                        ProblemCode.HEADERS_TOO_LARGE,
                        "The header section is too large: send fewer or shorter headers.");
            default ->
                status >= 400 && status < 500 || status == 505
                        ? Problem.of(
                                ProblemCode.BAD_REQUEST,
                                "This is not a well-formed HTTP/1.1 request: check its line, headers and framing.")
                        : Problem.of(ProblemCode.INTERNAL_SERVER_ERROR, Incident.SENTENCE);
        };
    }
}
