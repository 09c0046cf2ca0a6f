package dev.triggo.testing;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * A service that workflows call: it answers 200 to everybody, at paths that begin with {@code /held} once the test says so,
 * and 500 without a word at those that begin with {@code /broken}.
 */
public final class HeldService implements AutoCloseable {
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();
    private final Semaphore asked = new Semaphore(0);
    private final CountDownLatch answer = new CountDownLatch(1);
    private final HttpServer server;

    public HeldService() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 512);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            calls.merge(path + body, 1, Integer::sum);
            if (path.startsWith("/held")) {
                asked.release();
                try {
                    answer.await();
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                }
            }
            exchange.sendResponseHeaders(path.startsWith("/broken") ? 500 : 200, -1);
            exchange.close();
        });
        server.start();
    }

    /** As the server's settings name what may be called. */
    public String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** Waits until so many calls, not waited for before, are held; false when they do not come. */
    public boolean awaitHeld(int count) throws InterruptedException {
        return asked.tryAcquire(count, 30, TimeUnit.SECONDS);
    }

    /** From now on everybody is answered at once, those who are held too. */
    public void release() {
        answer.countDown();
    }

    /** How often it was called at this path with this body. */
    public int calls(String path, String body) {
        return calls.getOrDefault(path + body, 0);
    }

    /** A node that calls it with the run's id as the body. */
    public String call(String node, String path, String options) {
        return """
                {"id": "%s", "type": "connector", "connector": "http-request", "operation": "http_request",
                 "config": {"method": "POST", "url": "http://%s%s", "body": "{{run.id}}"}, "options": %s}""".formatted(node, host(), path, options);
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
