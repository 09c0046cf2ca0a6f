package dev.triggo.mcp;

import dev.triggo.http.Answer;
import dev.triggo.kernel.Json;
import dev.triggo.redaction.Redactor;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fault of the protocol, not of a tool: the client gets a JSON-RPC error. It also has an HTTP status: the broken
 * frame is 400 in both eras, the rest is 200 for legacy clients, which take any other status for a broken connection.
 */
final class RpcFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final int PARSE_ERROR = -32700;
    static final int INVALID_REQUEST = -32600;
    static final int METHOD_NOT_FOUND = -32601;
    static final int INVALID_PARAMS = -32602;
    static final int INTERNAL_ERROR = -32603;
    static final int SESSION_NOT_FOUND = -32001;
    static final int RESOURCE_NOT_FOUND = -32002;
    static final int HEADER_MISMATCH = -32020;
    static final int MISSING_CAPABILITY = -32021;
    static final int UNSUPPORTED_VERSION = -32022;

    private final int code;
    private final int legacyStatus;
    private final int modernStatus;
    private final transient Json.@Nullable Obj data;

    private RpcFault(int code, String message, int legacyStatus, int modernStatus, Json.@Nullable Obj data) {
        super(message, null, false, false);
        this.code = code;
        this.legacyStatus = legacyStatus;
        this.modernStatus = modernStatus;
        this.data = data;
    }

    static RpcFault parseError(String message) {
        return new RpcFault(PARSE_ERROR, message, 400, 400, null);
    }

    static RpcFault invalidRequest(String message) {
        return new RpcFault(INVALID_REQUEST, message, 400, 400, null);
    }

    static RpcFault methodNotFound(String method) {
        return new RpcFault(METHOD_NOT_FOUND, "Method not found: " + method, 200, 404, null);
    }

    static RpcFault invalidParams(String message) {
        return new RpcFault(INVALID_PARAMS, message, 200, 200, null);
    }

    /** Parameters that say how to read the request are missing, so it was not read further. */
    static RpcFault invalidMeta(String message) {
        return new RpcFault(INVALID_PARAMS, message, 400, 400, null);
    }

    static RpcFault resourceNotFound(String uri, boolean modern) {
        return new RpcFault(
                modern ? INVALID_PARAMS : RESOURCE_NOT_FOUND,
                "Resource not found: " + uri,
                200,
                200,
                Json.object().put("uri", uri).build());
    }

    static RpcFault sessionNotFound() {
        return new RpcFault(
                SESSION_NOT_FOUND, "Session not found. Send initialize again; no session is needed.", 404, 404, null);
    }

    static RpcFault headerMismatch(String message) {
        return new RpcFault(HEADER_MISMATCH, "Header mismatch: " + message, 400, 400, null);
    }

    /** @param required as in a client's capabilities: {@code {"sampling": {}}} */
    static RpcFault missingCapability(Json.Obj required) {
        return new RpcFault(
                MISSING_CAPABILITY,
                "The client has not declared a capability that this needs: " + required.write(),
                200,
                400,
                Json.object().put("requiredCapabilities", required).build());
    }

    static RpcFault unsupportedVersion(String requested, List<String> supported) {
        return new RpcFault(
                UNSUPPORTED_VERSION,
                "Unsupported protocol version",
                400,
                400,
                Json.object()
                        .put("supported", Json.strings(supported))
                        .put("requested", requested)
                        .build());
    }

    static RpcFault internal(String requestId) {
        return new RpcFault(
                INTERNAL_ERROR,
                "Internal error. The log has it under request id " + requestId + ".",
                200,
                500,
                Json.object().put("requestId", requestId).build());
    }

    int code() {
        return code;
    }

    /** The {@code error} member of a response. */
    Json.Obj error() {
        return Json.object()
                .put("code", code)
                .put("message", Redactor.standard().redact(String.valueOf(getMessage())))
                .putIf("data", data == null ? null : Redactor.standard().redact(data))
                .build();
    }

    Json.Obj response(Json id) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", id)
                .put("error", error())
                .build();
    }

    Answer.JsonBody answer(Json id, boolean modern) {
        return new Answer.JsonBody(modern ? modernStatus : legacyStatus, Map.of(), response(id));
    }
}
