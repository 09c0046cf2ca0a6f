package dev.triggo.mcp.tools;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpServer;
import dev.triggo.app.RunningServer;
import dev.triggo.kernel.Json;
import dev.triggo.testing.McpClient;
import dev.triggo.testing.McpClient.Era;
import dev.triggo.testing.RestClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A whole server, somebody it calls, and the keys of three: the operator's, Ada's, and one that only reads. */
abstract class ApprovalWorld {
    @TempDir
    Path folder;

    final Map<String, Integer> calls = new ConcurrentHashMap<>();
    final Set<String> broken = ConcurrentHashMap.newKeySet();
    HttpServer sink;
    RunningServer server;
    RestClient rest;
    RestClient ada;
    RestClient reader;
    String adasKey;
    String readersKey;

    @BeforeEach
    void start() throws IOException {
        sink = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        sink.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        sink.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            calls.merge(path, 1, Integer::sum);
            exchange.sendResponseHeaders(broken.contains(path) ? 500 : 200, -1);
            exchange.close();
        });
        sink.start();
        adasKey = RunningServer.key(folder, null, "actions:run", "runs:read", "approvals:decide");
        readersKey = RunningServer.key(folder, null, "actions:read", "runs:read");
        open();
    }

    void open() {
        server = RunningServer.start(
                folder,
                Map.of("TRIGGO_EGRESS_ALLOW", "127.0.0.1:" + sink.getAddress().getPort()));
        rest = new RestClient(server.port(), RunningServer.KEY);
        ada = new RestClient(server.port(), adasKey);
        reader = new RestClient(server.port(), readersKey);
    }

    void restart() {
        server.close();
        open();
    }

    @AfterEach
    void stop() {
        server.close();
        sink.stop(0);
    }

    McpClient mcp(Era era) {
        return new McpClient(server.port(), "/mcp", RunningServer.KEY, era);
    }

    String post(String id, String path, String more) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://127.0.0.1:%d%s", "body": {"to": "{{input.to}}"}}%s}""".formatted(id, sink.getAddress().getPort(), path, more);
    }

    void publish(String slug, String... nodes) {
        var all = new StringBuilder();
        var edges = new StringBuilder();
        String before = "input";
        for (String node : nodes) {
            all.append(node).append(',');
            if (!Samples.json(node).has("parentId")) {
                String id = Samples.json(node).text("id");
                edges.append("{\"source\":\"%s\",\"target\":\"%s\"},".formatted(before, id));
                before = id;
            }
        }
        Samples.publish(rest, slug, Samples.json("""
                {"nodes": [{"id": "input", "type": "action_input", "config": {"inputSchema": {"type": "object"}}},
                  %s {"id": "output", "type": "return_output", "config": {"output": "{{%s}}"}}],
                 "edges": [%s {"source": "%s", "target": "output"}]}""".formatted(all, before, edges, before)));
    }

    Json.Obj waiting(RestClient who, String slug) {
        Json.Obj accepted = who.post(
                        "/actions/" + slug + "/run", Samples.json("{\"input\":{\"to\":\"Ada\"},\"wait\":20}"))
                .expect(202);
        assertEquals("waiting_for_approval", accepted.text("status"), accepted::write);
        return rest.get("/runs/" + accepted.text("runId")).expect(200);
    }

    static String approve(Json.Obj run) {
        return "/runs/" + run.text("runId") + "/approve";
    }

    static Json.Obj yes() {
        return Samples.json("{\"decision\":\"approved\"}");
    }

    Json.Obj end(Json.Obj run) {
        return rest.get("/runs/" + run.text("runId") + "?wait=30").expect(200);
    }

    void gated(String slug) {
        publish(slug, post("send", "/send", ", \"options\": {\"requiresApproval\": {\"title\": \"Mail it?\"}}"));
    }
}
