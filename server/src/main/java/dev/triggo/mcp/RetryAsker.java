package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The modern way to ask. The call runs from its start each time; questions that were answered in an earlier round get
 * their answer at once, and the first that was not ends the round.
 */
final class RetryAsker implements Asker {
    /** What a call keeps for itself stands beside the answers under a name that no question has. */
    private static final String MEMORY = "\u0000";

    private final McpRequest request;
    private final RequestStates states;
    private final Json.Obj offered;
    private final Json.Obj earlier;
    private Json.Obj answered = Json.EMPTY_OBJECT;

    RetryAsker(McpRequest request, RequestStates states) {
        this.request = request;
        this.states = states;
        this.offered = offered(request.params());
        Json state = request.params().get("requestState");
        if (state != null && !(state instanceof Json.Str)) {
            throw RpcFault.invalidParams("requestState must be the string that the server gave.");
        }
        this.earlier = state instanceof Json.Str text
                ? states.redeem(text.value(), request.caller(), request)
                : Json.EMPTY_OBJECT;
    }

    @Override
    public void remember(String key, String value) {
        answered = answered.with(MEMORY + key, Json.of(value));
    }

    @Override
    public @Nullable String remembered(String key) {
        String value = earlier.text(MEMORY + key);
        if (value != null) {
            remember(key, value);
        }
        return value;
    }

    private static Json.Obj offered(Json.Obj params) {
        Json given = params.get("inputResponses");
        if (given == null) {
            return Json.EMPTY_OBJECT;
        }
        if (!(given instanceof Json.Obj offered)
                || !offered.fields().values().stream().allMatch(answer -> answer instanceof Json.Obj)) {
            throw RpcFault.invalidParams("inputResponses must be an object of objects, by the keys of inputRequests.");
        }
        return offered;
    }

    @Override
    public Map<String, Json.Obj> ask(Map<String, InputRequest> questions) {
        var answers = new LinkedHashMap<String, Json.Obj>();
        var open = Json.object();
        boolean complete = true;
        for (var question : questions.entrySet()) {
            String key = question.getKey();
            Json answer = earlier.has(key) ? earlier.get(key) : offered.get(key);
            if (answer instanceof Json.Obj given && question.getValue().isAnsweredBy(given)) {
                answers.put(key, given);
                answered = answered.with(key, given);
            } else {
                complete = false;
                open.put(key, question.getValue().toJson());
            }
        }
        if (complete) {
            return answers;
        }
        throw new Unanswered(Json.object()
                .put("resultType", "input_required")
                .put("inputRequests", open.build())
                .put("requestState", states.issue(request.caller(), request, answered))
                .build());
    }
}
