package dev.triggo.mcp;

import dev.triggo.access.Caller;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;

/** A request whose frame, version and headers are in order. */
record McpRequest(Json id, McpMethod method, Json.Obj params, Client client, Exchange http) {
    Caller caller() {
        return http.caller();
    }

    Json.Obj meta() {
        return params.get("_meta") instanceof Json.Obj meta ? meta : Json.EMPTY_OBJECT;
    }

    /** A parameter that must be there as text. */
    String required(String name) {
        String value = params.text(name);
        if (value == null) {
            throw RpcFault.invalidParams("params." + name + " must be a string.");
        }
        return value;
    }
}
