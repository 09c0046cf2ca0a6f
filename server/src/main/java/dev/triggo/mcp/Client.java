package dev.triggo.mcp;

import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the other side speaks. Nothing in it is proof of anything: who calls is said by the credential alone.
 *
 * @param capabilities what it says that it can be asked: elicitation, sampling, roots, extensions
 * @param session the legacy session id, empty when it has none
 */
record Client(boolean modern, String version, Json.Obj capabilities, String session) {
    static final String MODERN_VERSION = "2026-07-28";
    static final String NEWEST_LEGACY = "2025-11-25";
    /** Assumed when a client names none: the last revision that had no version header. */
    static final String OLDEST_LEGACY = "2025-03-26";

    static final List<String> LEGACY_VERSIONS = List.of(NEWEST_LEGACY, "2025-06-18", OLDEST_LEGACY);
    static final List<String> VERSIONS = List.of(MODERN_VERSION, NEWEST_LEGACY, "2025-06-18", OLDEST_LEGACY);

    static final String META_VERSION = "io.modelcontextprotocol/protocolVersion";
    static final String META_CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
    static final String META_LOG_LEVEL = "io.modelcontextprotocol/logLevel";
    static final String TASKS = "io.modelcontextprotocol/tasks";

    private static final String VERSION_HEADER = "MCP-Protocol-Version";

    /** Modern when the request names a version that is not a legacy one, in its body or its header. */
    static boolean isModern(Exchange http, Json.Obj meta) {
        String inBody = meta.text(META_VERSION);
        String inHeader = http.header(VERSION_HEADER).orElse(null);
        return isModernVersion(inBody) || isModernVersion(inHeader);
    }

    private static boolean isModernVersion(@Nullable String version) {
        return version != null && !LEGACY_VERSIONS.contains(version);
    }

    /** Reads and checks what a modern request says of itself, before anything is looked at that it asks for. */
    static Client modern(Exchange http, RpcMessage.Request request) {
        Json.Obj meta = request.meta();
        String inHeader = HeaderMirror.single(http, VERSION_HEADER);
        String inBody = meta.text(META_VERSION);
        if (inHeader == null) {
            throw RpcFault.headerMismatch("the header MCP-Protocol-Version is missing.");
        }
        if (inBody != null && !inBody.equals(inHeader)) {
            throw RpcFault.headerMismatch("MCP-Protocol-Version is not the version in _meta.");
        }
        if (!MODERN_VERSION.equals(inHeader)) {
            throw RpcFault.unsupportedVersion(inHeader, VERSIONS);
        }
        HeaderMirror.checkMethod(http, request.method());
        if (inBody == null) {
            throw RpcFault.invalidMeta("params._meta must have \"" + META_VERSION + "\": \"" + MODERN_VERSION + "\".");
        }
        if (!(meta.get(META_CAPABILITIES) instanceof Json.Obj capabilities)) {
            throw RpcFault.invalidMeta("params._meta must have \"" + META_CAPABILITIES + "\", an object.");
        }
        return new Client(true, MODERN_VERSION, capabilities, "");
    }

    /** A legacy request: the session, if it has one, says what the client can be asked. */
    static Client legacy(Exchange http, RpcMessage.Request request, Sessions sessions) {
        String inHeader = HeaderMirror.single(http, VERSION_HEADER);
        String inBody = request.meta().text(META_VERSION);
        if (inHeader != null && inBody != null && !inHeader.equals(inBody)) {
            throw RpcFault.headerMismatch("MCP-Protocol-Version is not the version in _meta.");
        }
        String version = inHeader == null ? OLDEST_LEGACY : inHeader;
        String session = http.header(Sessions.HEADER).orElse("");
        Json.Obj capabilities = session.isEmpty() || request.method().equals("initialize")
                ? Json.EMPTY_OBJECT
                : sessions.capabilities(session, http.caller());
        return new Client(false, version, capabilities, session);
    }

    /**
     * What is no request is held to the same headers: a version that nobody speaks here, or a header that says otherwise
     * than the body, is refused.
     */
    static void admit(Exchange http, Json.Obj params, @Nullable String method) {
        String inHeader = HeaderMirror.single(http, VERSION_HEADER);
        String inBody = params.get("_meta") instanceof Json.Obj meta ? meta.text(META_VERSION) : null;
        if (inHeader != null && inBody != null && !inBody.equals(inHeader)) {
            throw RpcFault.headerMismatch("MCP-Protocol-Version is not the version in _meta.");
        }
        String version = inHeader == null ? inBody : inHeader;
        if (version != null && !VERSIONS.contains(version)) {
            throw RpcFault.unsupportedVersion(version, VERSIONS);
        }
        if (MODERN_VERSION.equals(version) && method != null) {
            HeaderMirror.checkMethodIfGiven(http, method);
        }
    }

    /** Whether it declared that capability: {@code elicitation}, {@code sampling}, {@code roots}. */
    boolean has(String capability) {
        return capabilities.get(capability) instanceof Json.Obj;
    }

    boolean hasTasks() {
        return modern && capabilities.get("extensions") instanceof Json.Obj extensions && extensions.has(TASKS);
    }
}
