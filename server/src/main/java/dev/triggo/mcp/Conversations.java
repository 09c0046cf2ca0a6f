package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.http.Answer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Calls that may tell, ask or be cancelled before they end: tools and prompts. */
final class Conversations {
    private static final Logger LOG = LoggerFactory.getLogger(Conversations.class);

    /** The body of a call: makes the result object, without what every result has. */
    @FunctionalInterface
    interface Body {
        Json.Obj result(ToolCall call) throws InterruptedException;
    }

    private final RequestStates states;
    private final StreamAsker.Open open = new StreamAsker.Open();
    private final Map<String, LazyStream> running = new ConcurrentHashMap<>();
    private final Ids ids;
    private final LazyStream.Pace pace;

    Conversations(RequestStates states, Ids ids, LazyStream.Pace pace) {
        this.states = states;
        this.ids = ids;
        this.pace = pace;
    }

    Answer hold(McpRequest request, Json.Obj arguments, Body body) throws InterruptedException {
        var stream = new LazyStream(request.http(), pace);
        String principal = Sessions.principal(request.caller());
        Asker asker = request.client().modern()
                ? new RetryAsker(request, states)
                : new StreamAsker(request.caller(), open, ids, stream);
        var call = new ToolCall(request, arguments, stream, asker);
        String key = key(principal, request.client().session(), request.id());
        running.put(key, stream);
        return stream.answer(
                () -> {
                    try {
                        return respond(request, () -> body.result(call));
                    } finally {
                        running.remove(key, stream);
                    }
                },
                problem -> Results.response(request, Results.problem(problem, request)));
    }

    @FunctionalInterface
    private interface Work {
        Json.Obj run() throws InterruptedException;
    }

    private static Answer.JsonBody respond(McpRequest request, Work work) throws InterruptedException {
        try {
            return (Answer.JsonBody) Answer.json(Results.response(request, work.run()));
        } catch (Asker.Unanswered question) {
            return (Answer.JsonBody) Answer.json(Results.response(request, question.result()));
        } catch (RpcFault fault) {
            return fault.answer(request.id(), request.client().modern());
        } catch (Problem problem) {
            if (isHttp(problem.code())) {
                throw problem;
            }
            return (Answer.JsonBody) Answer.json(Results.response(request, Results.problem(problem, request)));
        } catch (RuntimeException | Error bug) {
            LOG.error("MCP call failed, request {}", request.http().requestId(), bug);
            return RpcFault.internal(request.http().requestId())
                    .answer(request.id(), request.client().modern());
        }
    }

    /** Access and rate are said by the HTTP status on every door, so that hosts know to log in or to slow down. */
    private static boolean isHttp(ProblemCode code) {
        return code == ProblemCode.UNAUTHORIZED
                || code == ProblemCode.FORBIDDEN
                || code == ProblemCode.RATE_LIMIT_EXCEEDED;
    }

    /** A legacy client answers a question; false when none of its questions is open under that id. */
    boolean answered(Caller caller, RpcMessage.Response response) {
        return open.answered(caller, response);
    }

    void cancelled(String principal, String session, Json id) {
        LazyStream stream = running.get(key(principal, session, id));
        if (stream != null) {
            stream.cancel();
        }
    }

    private static String key(String principal, String session, Json id) {
        return principal + "\n" + session + "\n" + id;
    }
}
