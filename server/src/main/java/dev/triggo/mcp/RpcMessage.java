package dev.triggo.mcp;

import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;

/** One JSON-RPC message, as it came in. */
sealed interface RpcMessage {
    /** @param id text or number, kept as written so that it is echoed exactly */
    record Request(Json id, String method, Json.Obj params) implements RpcMessage {
        /** The {@code _meta} of the parameters; empty when there is none. */
        Json.Obj meta() {
            return params.get("_meta") instanceof Json.Obj meta ? meta : Json.EMPTY_OBJECT;
        }
    }

    record Notification(String method, Json.Obj params) implements RpcMessage {}

    /** An answer to something that the server asked (legacy era). */
    record Response(String id, Json.Obj message) implements RpcMessage {}

    /** Reads the body: media type and size faults are HTTP's, all others are JSON-RPC's. */
    static Json.Obj frame(Exchange http) {
        Json body;
        try {
            body = http.json();
        } catch (Problem problem) {
            if (problem.code() == ProblemCode.BAD_REQUEST) {
                throw RpcFault.parseError(problem.sentence());
            }
            throw problem;
        }
        if (body instanceof Json.Arr) {
            throw RpcFault.invalidRequest("Batches are not supported: send one message per request.");
        }
        if (!(body instanceof Json.Obj message)) {
            throw RpcFault.invalidRequest("Expected a JSON-RPC message, which is an object.");
        }
        return message;
    }

    /** The id to answer with: as given when it is text or a number, else null. */
    static Json idOf(Json.Obj frame) {
        Json id = frame.get("id");
        return id instanceof Json.Str || id instanceof Json.Num ? id : Json.Null.NULL;
    }

    static RpcMessage of(Json.Obj frame) {
        if (!"2.0".equals(frame.text("jsonrpc"))) {
            throw RpcFault.invalidRequest("Expected \"jsonrpc\": \"2.0\".");
        }
        Json id = idOf(frame);
        if (frame.has("id") && id == Json.Null.NULL) {
            throw RpcFault.invalidRequest("The id must be a string or a number.");
        }
        if (!frame.has("method")) {
            if (id instanceof Json.Str text && frame.has("result") != frame.has("error")) {
                return new Response(text.value(), frame);
            }
            throw RpcFault.invalidRequest("Expected a method, or an answer to a question of the server.");
        }
        String method = frame.text("method");
        if (method == null || frame.has("result") || frame.has("error")) {
            throw RpcFault.invalidRequest("A request has a method that is a string, and neither result nor error.");
        }
        Json given = frame.get("params");
        if (given != null && !(given instanceof Json.Obj)) {
            throw RpcFault.invalidRequest("params must be an object.");
        }
        Json.Obj params = given instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
        return frame.has("id") ? new Request(id, method, params) : new Notification(method, params);
    }
}
