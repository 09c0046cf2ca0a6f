package dev.triggo.mcp;

import dev.triggo.access.BootstrapKeys;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The routes of the MCP servers. Only POST: the router answers GET and DELETE with 405, which is how a client learns
 * that there are no sessions to end and no streams to wait on. Any valid credential may knock, but for
 * the key that only reads metrics; each tool says what scopes it takes.
 */
public final class McpRoutes implements AutoCloseable {
    private final byte[] key;
    private final Clock clock;
    private final Ids ids;
    private final List<McpEndpoint> endpoints = new CopyOnWriteArrayList<>();

    /** @param secret seals what clients carry for us; the same on all nodes and over restarts */
    public McpRoutes(byte[] secret, Clock clock, Ids ids) {
        this.key = Hash.sha256("triggo mcp".getBytes(StandardCharsets.UTF_8), secret);
        this.clock = clock;
        this.ids = ids;
    }

    /**
     * A server of tools on one path.
     *
     * @param instructions what a model reads before it has seen any tool: what this is and how to begin
     */
    public Route tools(String path, String instructions, ToolCatalog tools, ChangeFeed changes) {
        return route(path, new McpServer(instructions, tools, List.of(), null, null, changes));
    }

    Route route(String path, McpServer server) {
        var endpoint = new McpEndpoint(server, key, clock, ids, LazyStream.Pace.USUAL);
        endpoints.add(endpoint);
        return new Route("POST", path, Route.anyCredential(), exchange -> handled(endpoint, exchange), null);
    }

    private static Answer handled(McpEndpoint endpoint, Exchange exchange) throws InterruptedException {
        if (BootstrapKeys.mayOnlyWatch(exchange.caller())) {
            throw Problem.of(
                    ProblemCode.FORBIDDEN,
                    "This key reads the metrics of the server and opens nothing else: use a key of a workspace.");
        }
        return endpoint.handle(exchange);
    }

    /** Tells clients that listen for changes that the server ends; to be called before the HTTP server stops. */
    @Override
    public void close() {
        endpoints.forEach(McpEndpoint::close);
    }
}
