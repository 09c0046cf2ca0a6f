package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * The legacy way to ask: a request to the client on the stream of the call. The answer comes as a POST of its own, to
 * this node, from the same caller.
 */
final class StreamAsker implements Asker {
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /** Questions that wait for their answer. */
    static final class Open {
        private final Map<String, Question> waiting = new ConcurrentHashMap<>();

        private record Question(Caller asked, CompletableFuture<Json.Obj> answer) {}

        /**
         * Hands over an answer; false when nobody waits for it, and when whoever answers may do other things now than when
         * the call began: the call would go on with the rights of then.
         */
        boolean answered(Caller caller, RpcMessage.Response response) {
            Question question = waiting.get(Sessions.principal(caller) + "/" + response.id());
            return question != null
                    && question.asked().isLike(caller)
                    && question.answer().complete(response.message());
        }
    }

    private final Caller caller;
    private final Open open;
    private final Ids ids;
    private final LazyStream stream;

    StreamAsker(Caller caller, Open open, Ids ids, LazyStream stream) {
        this.caller = caller;
        this.open = open;
        this.ids = ids;
        this.stream = stream;
    }

    @Override
    public Map<String, Json.Obj> ask(Map<String, InputRequest> questions) throws InterruptedException {
        var answers = new LinkedHashMap<String, Json.Obj>();
        for (var question : questions.entrySet()) {
            answers.put(question.getKey(), ask(question.getValue()));
        }
        return answers;
    }

    private Json.Obj ask(InputRequest question) throws InterruptedException {
        if (!stream.canStream()) {
            throw RpcFault.invalidRequest("The client must accept text/event-stream to be asked for input.");
        }
        String id = "ask-" + ids.next();
        var answer = new CompletableFuture<Json.Obj>();
        String place = Sessions.principal(caller) + "/" + id;
        open.waiting.put(place, new Open.Question(caller, answer));
        stream.onGone(() -> answer.completeExceptionally(new IllegalStateException("gone")));
        try {
            stream.send(Json.object()
                    .put("jsonrpc", "2.0")
                    .put("id", id)
                    .put("method", question.method())
                    .put("params", question.params())
                    .build());
            Json.Obj message = answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message.get("result") instanceof Json.Obj result && question.isAnsweredBy(result)) {
                return result;
            }
            throw RpcFault.invalidParams(
                    "The client answered " + question.method() + " with an error or a wrong shape.");
        } catch (ExecutionException gone) {
            throw RpcFault.invalidParams("The client left before it answered " + question.method() + ".");
        } catch (TimeoutException late) {
            throw RpcFault.invalidParams("The client did not answer " + question.method() + " in time.");
        } finally {
            open.waiting.remove(place);
        }
    }
}
