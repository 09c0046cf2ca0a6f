package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import java.time.Clock;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a modern call remembers from one round of questions to the next, carried by the client. It is attacker's input:
 * sealed, bound to caller and request, good for an hour, and good once on this node.
 */
final class RequestStates {
    private static final Duration LIFE = Duration.ofHours(1);
    private static final int REMEMBERED = 50_000;

    private final Seal seal;
    private final Clock clock;
    private final Ids ids;
    private final Map<String, Long> spent = new LinkedHashMap<>();

    RequestStates(byte[] key, Clock clock, Ids ids) {
        this.seal = new Seal("mcp-request-state", key);
        this.clock = clock;
        this.ids = ids;
    }

    String issue(Caller caller, McpRequest request, Json.Obj answers) {
        return seal.seal(Json.object()
                .put("caller", Sessions.principal(caller))
                .put("request", digest(request))
                .put("expires", clock.millis() + LIFE.toMillis())
                .put("once", ids.next())
                .put("answers", answers)
                .build());
    }

    /** The answers of earlier rounds; a fault unless we issued the state, for this caller and request, and not used. */
    Json.Obj redeem(String state, Caller caller, McpRequest request) {
        Json.Obj content = seal.open(state).orElseThrow(() -> refused("it is not one that this server issued"));
        String once = content.text("once");
        Long expires = content.get("expires") instanceof Json.Num number ? number.asLong() : null;
        if (once == null
                || expires == null
                || !Sessions.principal(caller).equals(content.text("caller"))
                || !digest(request).equals(content.text("request"))) {
            throw refused("it belongs to another request");
        }
        if (expires <= clock.millis()) {
            throw refused("it is too old");
        }
        if (!spend(once, expires)) {
            throw refused("it was used already");
        }
        return content.get("answers") instanceof Json.Obj answers ? answers : Json.EMPTY_OBJECT;
    }

    private boolean spend(String once, long expires) {
        synchronized (spent) {
            if (spent.putIfAbsent(once, expires) != null) {
                return false;
            }
            Iterator<Long> oldest = spent.values().iterator();
            while (oldest.hasNext() && (oldest.next() <= clock.millis() || spent.size() > REMEMBERED)) {
                oldest.remove();
            }
            return true;
        }
    }

    private static RpcFault refused(String why) {
        return RpcFault.invalidParams("requestState is refused: " + why + ". Send the request again without it.");
    }

    /** The same for the first sending and its retries: everything that the call does depends on it, nothing else. */
    private static String digest(McpRequest request) {
        Json.Obj asked = request.params()
                .without("_meta")
                .without("inputResponses")
                .without("requestState")
                .without("task");
        return Hash.sha256Hex(request.method().wireName() + "\n" + asked.canonical());
    }
}
