package dev.triggo.mcp;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.http.Handler;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** One MCP endpoint on a free loopback port, for anybody: what the conformance suite, which has no credential, needs. */
final class LoopbackServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Handler handler;

    LoopbackServer(Handler handler) throws IOException {
        this.handler = handler;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/mcp", this::exchange);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/mcp";
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void exchange(HttpExchange http) throws IOException {
        try (http) {
            String host = http.getRequestHeaders().getFirst("Host");
            if (host == null || !host.matches("(127\\.0\\.0\\.1|localhost)(:\\d+)?")) {
                problem(http, Problem.of(ProblemCode.MISDIRECTED_REQUEST, "This host is not served here."));
            } else if (!http.getRequestMethod().equals("POST")) {
                http.getResponseHeaders().set("allow", "POST");
                problem(http, Problem.of(ProblemCode.METHOD_NOT_ALLOWED, "Send POST."));
            } else {
                var request = new TestExchange(http.getRequestBody().readAllBytes());
                http.getRequestHeaders().forEach((name, values) -> {
                    request.without(name);
                    values.forEach(value -> request.twice(name, value));
                });
                answer(http, handler.handle(request));
            }
        } catch (Problem problem) {
            problem(http, problem);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    private static void problem(HttpExchange http, Problem problem) throws IOException {
        body(http, problem.code().status(), Map.of(), problem.body("req-1").write());
    }

    private static void answer(HttpExchange http, Answer answer) throws IOException, InterruptedException {
        switch (answer) {
            case Answer.JsonBody json ->
                body(http, json.status(), json.headers(), json.body().write());
            case Answer.TextBody text -> body(http, text.status(), text.headers(), text.body());
            case Answer.Empty empty -> http.sendResponseHeaders(empty.status(), -1);
            case Answer.Events events -> {
                http.getResponseHeaders().set("content-type", "text/event-stream");
                http.sendResponseHeaders(200, 0);
                events.writer().write(new Events(http.getResponseBody()));
            }
        }
    }

    private static void body(HttpExchange http, int status, Map<String, String> headers, String text)
            throws IOException {
        headers.forEach(http.getResponseHeaders()::set);
        http.getResponseHeaders().set("content-type", "application/json");
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        http.sendResponseHeaders(status, bytes.length);
        http.getResponseBody().write(bytes);
    }

    private record Events(OutputStream out) implements EventStream {
        @Override
        public boolean send(@Nullable String id, @Nullable String event, String data) {
            return write((event == null ? "" : "event: " + event + "\n") + "data: " + data + "\n\n");
        }

        @Override
        public boolean keepAlive() {
            return write(":\n\n");
        }

        private boolean write(String text) {
            try {
                out.write(text.getBytes(StandardCharsets.UTF_8));
                out.flush();
                return true;
            } catch (IOException gone) {
                return false;
            }
        }
    }
}
