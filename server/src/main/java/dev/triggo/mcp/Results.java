package dev.triggo.mcp;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.redaction.Redactor;
import java.util.Set;

/** What every result has, by era. */
final class Results {
    static final Json.Obj SERVER_INFO =
            Json.object().put("name", "triggo-runtime").put("version", "1.0.0").build();
    static final String META_SERVER_INFO = "io.modelcontextprotocol/serverInfo";

    /** Lists may be kept this long; who listens for changes hears of them at once. */
    private static final long TTL_MILLIS = 60_000;

    private Results() {}

    static Json.Obj response(McpRequest request, Json.Obj result) {
        return Json.object()
                .put("jsonrpc", "2.0")
                .put("id", request.id())
                .put("result", request.client().modern() ? modern(request.method(), result) : result)
                .build();
    }

    private static Json.Obj modern(McpMethod method, Json.Obj result) {
        Json.Obj full = result.has("resultType") ? result : result.with("resultType", Json.of("complete"));
        if (method.cacheable()) {
            // Private, because what a caller sees depends on its credential.
            full = full.with("ttlMs", Json.of(TTL_MILLIS)).with("cacheScope", Json.of("private"));
        }
        Json.Obj meta = full.get("_meta") instanceof Json.Obj given ? given : Json.EMPTY_OBJECT;
        return full.with("_meta", meta.with(META_SERVER_INFO, SERVER_INFO));
    }

    /** A refusal as the result of a tool, in which a model finds what to mend; prompts have no such results. */
    static Json.Obj problem(Problem problem, McpRequest request) {
        if (request.method() != McpMethod.TOOLS_CALL) {
            throw RpcFault.invalidParams(problem.sentence());
        }
        return ToolResult.structured(
                Redactor.standard().redactFields(problem.body(request.http().requestId()), Set.of("requestId")), true);
    }
}
