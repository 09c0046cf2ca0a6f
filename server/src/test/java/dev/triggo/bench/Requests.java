package dev.triggo.bench;

import dev.triggo.testing.ServerProcess;
import java.util.List;

/** The requests that the benchmark sends, and what a good answer to each holds. */
final class Requests {
    private static final String KEY = "Authorization: Bearer " + ServerProcess.KEY;

    private Requests() {}

    static LoadClient get(int port, String path) {
        return new LoadClient(port, "GET", path, List.of(), "", answer -> answer.startsWith("HTTP/1.1 200"));
    }

    static LoadClient rest(int port, String slug) {
        return new LoadClient(
                port,
                "POST",
                "/api/v1/runtime/actions/" + slug + "/run",
                List.of(KEY),
                "{\"input\":{\"email\":\"ada@example.com\"},\"wait\":30}",
                answer -> answer.contains("\"status\":\"succeeded\""));
    }

    /** An event, answered with the output of its run. */
    static LoadClient event(int port, String path) {
        return new LoadClient(
                port,
                "POST",
                path,
                List.of(),
                "{\"email\":\"ada@example.com\"}",
                answer -> answer.contains("HTTP/1.1 200") && answer.contains("ada@example.com"));
    }

    /** The least that a request over MCP can ask. */
    static LoadClient ping(int port) {
        return mcp(port, "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"ping\"}", "\"result\":{}");
    }

    static LoadClient mcp(int port, String slug) {
        return mcp(
                port,
                "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"run_action\",\"arguments\":"
                        + "{\"slug\":\"" + slug + "\",\"input\":{\"email\":\"ada@example.com\"},\"wait\":30}}}",
                "\"status\":\"succeeded\"");
    }

    private static LoadClient mcp(int port, String frame, String good) {
        return new LoadClient(
                port,
                "POST",
                "/mcp",
                List.of(KEY, "Accept: application/json, text/event-stream", "MCP-Protocol-Version: 2025-11-25"),
                frame,
                answer -> answer.contains(good));
    }
}
