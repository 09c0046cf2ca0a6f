package dev.triggo.sdk.testkit;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.HttpReply;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A service that gives its answers in the order in which they were put in, and remembers every call. Opens no socket. */
public final class FakeUpstream implements HttpCalls {
    private final Deque<Object> answers = new ArrayDeque<>();
    private final List<HttpCall> seen = new ArrayList<>();

    /** The next answer: JSON with this status. */
    public FakeUpstream answers(int status, String json) {
        return answers(status, Map.of("content-type", "application/json"), json);
    }

    /** The next answer, with these headers. */
    public FakeUpstream answers(int status, Map<String, String> headers, String body) {
        return answers(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    /** The next answer, with a body that need not be text. */
    public FakeUpstream answers(int status, Map<String, String> headers, byte[] body) {
        var lower = new LinkedHashMap<String, String>();
        headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), value));
        answers.add(new HttpReply(status, lower, body));
        return this;
    }

    /** The next call fails so before any answer. */
    public FakeUpstream fails(ErrorCode code) {
        answers.add(new ConnectorError(code, "The service did not answer, as the test told it."));
        return this;
    }

    /** Every call so far, the first one first. */
    public List<HttpCall> seen() {
        return List.copyOf(seen);
    }

    /** True when every answer was fetched. */
    public boolean isUsedUp() {
        return answers.isEmpty();
    }

    /** Remembers the call and gives the next answer; one call more than there are answers is a mistake of the test. */
    @Override
    public HttpReply send(HttpCall call) throws ConnectorError {
        seen.add(call);
        return switch (answers.poll()) {
            case HttpReply reply -> reply;
            case ConnectorError error -> throw error;
            case null ->
                throw new IllegalStateException("The connector made a call that the test has no answer for: %s %s"
                        .formatted(call.method(), call.url()));
            default -> throw new IllegalStateException("an answer of no known sort");
        };
    }
}
