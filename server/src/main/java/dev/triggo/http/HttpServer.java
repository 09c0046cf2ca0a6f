package dev.triggo.http;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.limits.Guesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.eclipse.jetty.http.HttpCompliance;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.VirtualThreads;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP/1.1 server: one address, one route table. */
public final class HttpServer {
    private static final String REFERENCES_PER_CACHE_LINE = "org.eclipse.jetty.util.referencesPerCacheLine";

    static {
        // Jetty asks the JVM's management interface for this number, which loads JMX and the flight recorder: half a
        // second of start. It is what compressed references on a 64-byte cache line give.
        if (System.getProperty(REFERENCES_PER_CACHE_LINE) == null) {
            System.setProperty(REFERENCES_PER_CACHE_LINE, "16");
        }
    }

    private final Server server;
    private final ServerConnector connector;
    private final Seats seats;
    private final List<Route> routes;

    /** Checks the route table and throws IllegalArgumentException with the line at fault; opens nothing yet. */
    public HttpServer(
            HttpSettings settings,
            List<Route> routes,
            Authenticator authenticator,
            RateLimit rateLimit,
            Guesses guesses,
            Observer observer,
            Ids ids) {
        var door = new Door(settings, RouteTable.of(routes), authenticator, rateLimit, guesses, observer, ids);
        this.seats = door.seats();
        this.routes = List.copyOf(routes);
        var threads = new QueuedThreadPool(16, 4);
        threads.setName("http");
        threads.setVirtualThreadsExecutor(VirtualThreads.getNamedVirtualThreadsExecutor("http-"));
        this.server = new Server(threads);
        this.connector = new ServerConnector(server, 1, 1, new Http1(configuration(settings)));
        connector.setHost(settings.host());
        connector.setPort(settings.port());
        connector.setIdleTimeout(settings.idleTimeout().toMillis());
        // Else a stop cuts off whoever has been silent for a second, as one who waits for a run, or reads slowly, is.
        connector.setShutdownIdleTimeout(settings.idleTimeout().toMillis());
        connector.setAcceptQueueSize(1024);
        server.addConnector(connector);
        server.setHandler(door);
        server.setErrorHandler((request, response, done) -> refuse(response, done, ids.next(), observer));
        server.addBean(new NetworkConnectionLimit(settings.maxConnections(), connector));
        server.addBean(new ConnectionSweep(connector, settings.maxConnections(), settings.headerTimeout()));
    }

    /** Binds and accepts. */
    public void start() {
        try {
            server.start();
        } catch (IOException cannotBind) {
            throw new UncheckedIOException(cannotBind);
        } catch (RuntimeException fault) {
            throw fault;
        } catch (Exception fault) {
            throw new IllegalStateException("the HTTP server did not start", fault);
        }
    }

    /** Every line of its table. */
    public List<Route> routes() {
        return routes;
    }

    /** The port that is listened on, once started. */
    public int port() {
        return connector.getLocalPort();
    }

    /** How many requests are being answered now, live streams among them. */
    public int inFlight() {
        return seats.taken();
    }

    /**
     * Accepts no more connections, lets what is being answered end for at most {@code grace}, then closes everything.
     * Returns whether all of it ended by itself.
     */
    public boolean stop(Duration grace) {
        boolean allEnded = false;
        try {
            connector.close();
            var _ = connector.shutdown();
            seats.close();
            allEnded = seats.awaitEmpty(grace);
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        try {
            server.stop();
        } catch (Exception fault) {
            throw new IllegalStateException("the HTTP server did not stop in order", fault);
        }
        return allEnded;
    }

    private static HttpConfiguration configuration(HttpSettings settings) {
        var configuration = new HttpConfiguration();
        configuration.setSendServerVersion(false);
        configuration.setSendXPoweredBy(false);
        configuration.setHttpCompliance(HttpCompliance.STRICT);
        // Odd paths come through as they were sent: the route table knows none of them and answers 404.
        configuration.setUriCompliance(UriCompliance.UNSAFE);
        configuration.setRequestHeaderSize(settings.maxHeaderBytes());
        // The cache of header lines takes 100 KiB of each connection: five thousand of them would fill the memory.
        configuration.setHeaderCacheSize(0);
        configuration.setDelayDispatchUntilContent(false);
        return configuration;
    }

    /** What the parser refuses gets our error body too, and the connection ends. */
    private static boolean refuse(Response response, Callback done, String requestId, Observer observer) {
        int status = response.getStatus();
        Problem problem = Reply.ofStatus(status);
        Reply.guard(response.getHeaders(), requestId);
        response.getHeaders().put(HttpHeader.CONNECTION, "close");
        response.setStatus(problem.code().status());
        observer.answered(
                new Observer.Seen("OTHER", Observer.NO_ROUTE, problem.code().status(), 0, requestId, null));
        byte[] body = problem.body(requestId).write().getBytes(StandardCharsets.UTF_8);
        response.write(true, ByteBuffer.wrap(body), done);
        return true;
    }
}
