package dev.triggo.campaign;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/** A service outside the product that counts, by idempotency key, how often it was called. */
final class Witness implements AutoCloseable {
    private final HttpServer server;
    private final ConcurrentHashMap<String, Integer> calls = new ConcurrentHashMap<>();
    private final Semaphore seen = new Semaphore(0);
    private final AtomicReference<CountDownLatch> held = new AtomicReference<>(new CountDownLatch(0));

    Witness() throws IOException {
        server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 256);
        byte[] answer = "{\"ok\":true}".getBytes(StandardCharsets.UTF_8);
        server.createContext("/", exchange -> {
            calls.merge(String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key")), 1, Integer::sum);
            exchange.getRequestBody().readAllBytes();
            seen.release();
            awaitRelease();
            exchange.getResponseHeaders().set("content-type", "application/json");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void awaitRelease() throws IOException {
        try {
            held.get().await();
        } catch (InterruptedException closing) {
            throw new IOException(closing);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Holds all answers back from now on, and returns once somebody waits for one. False when nobody has come. */
    boolean hold(Duration atMost) throws InterruptedException {
        held.set(new CountDownLatch(1));
        seen.drainPermits();
        return seen.tryAcquire(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    void release() {
        held.getAndSet(new CountDownLatch(0)).countDown();
    }

    /** The most calls of one step of those that this is said of by their keys' end. */
    int mostCalls(String end) {
        return calls.entrySet().stream()
                .filter(called -> called.getKey().endsWith(end))
                .mapToInt(called -> called.getValue())
                .max()
                .orElse(0);
    }

    int calls(String key) {
        return calls.getOrDefault(key, 0);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
