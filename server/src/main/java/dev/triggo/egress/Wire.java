package dev.triggo.egress;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.impl.DefaultConnectionReuseStrategy;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.apache.hc.core5.io.CloseMode;
import org.jspecify.annotations.Nullable;

/** Sends one request to judged addresses and reads the whole answer; made at the first call. */
final class Wire implements AutoCloseable {
    private static final int PER_ENDPOINT = 128;
    private static final int TOTAL = 512;
    private static final int LINES = 256;
    private static final long EVICT_SECONDS = 5;
    /** Common servers close after 5 s of silence; staying below spares the call that would meet the closing. */
    private static final long KEEP_SECONDS = 4;

    private static final long KEEP_SECONDS_MOST = 60;
    /** What may be sent over a line that was closed meanwhile: a second call does no harm. */
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");

    private final ConnectionPool pool = new ConnectionPool(PER_ENDPOINT, TOTAL);
    private final Places lines = new Places(LINES);
    private final HttpRequestExecutor executor = new HttpRequestExecutor();
    private final Watchdog watchdog;
    private final Dialer dialer;

    Wire(ThreadFactory threads, @Nullable SSLContext tls) {
        this.watchdog = new Watchdog(threads);
        this.dialer = new Dialer(tls);
        if (watchdog.every(EVICT_SECONDS, () -> pool.evict(false)).isCancelled()) {
            throw new IllegalStateException("the watchdog does not run");
        }
    }

    /** One hop. */
    record Hop(
            String workspace,
            String method,
            Target target,
            List<Header> headers,
            byte @Nullable [] body,
            int maxBodyBytes) {}

    Reply send(Hop hop, List<InetAddress> addresses, Deadline deadline) throws EgressFailure, InterruptedException {
        try (Watchdog.Watch watch = watchdog.watch(deadline)) {
            try {
                return attempt(hop, addresses, deadline, watch);
            } catch (IOException failed) {
                throw explained(failed, watch, deadline);
            }
        }
    }

    /** Opens a line for what speaks no HTTP. It counts among the lines until it is closed. */
    TcpLine open(String workspace, Target target, List<InetAddress> addresses, Deadline deadline)
            throws EgressFailure, InterruptedException {
        if (!lines.take(workspace, deadline)) {
            throw EgressFailure.timeout();
        }
        Watchdog.Watch watch = watchdog.watch(deadline);
        TcpLine line = null;
        try {
            line = reach(target, addresses, new TcpLine.Watched(deadline, watch, () -> lines.release(workspace)));
            return line;
        } catch (IOException failed) {
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
            throw explain(failed, watch.fired() || deadline.over());
        } finally {
            if (line == null) {
                watch.close();
                lines.release(workspace);
            }
        }
    }

    private TcpLine reach(Target target, List<InetAddress> addresses, TcpLine.Watched watched) throws IOException {
        for (int i = 0; ; i++) {
            var endpoint = Endpoint.of(target, addresses.get(i));
            try {
                Socket socket = dialer.open(endpoint, watched.deadline(), addresses.size() - i, watched.watch());
                return new TcpLine(socket, endpoint, dialer, watched);
            } catch (IOException unreachable) {
                boolean another = i + 1 < addresses.size() && !(unreachable instanceof SSLException);
                if (!another
                        || watched.watch().fired()
                        || Thread.currentThread().isInterrupted()) {
                    throw unreachable;
                }
            }
        }
    }

    private static EgressFailure explained(Exception failed, Watchdog.Watch watch, Deadline deadline)
            throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
        return explain(failed, watch.fired() || deadline.over());
    }

    /** Goes down the addresses until one can be reached; once a request is on its way there is no second try. */
    private Reply attempt(Hop hop, List<InetAddress> addresses, Deadline deadline, Watchdog.Watch watch)
            throws IOException, EgressFailure, InterruptedException {
        for (int i = 0; ; i++) {
            var endpoint = Endpoint.of(hop.target(), addresses.get(i));
            ConnectionPool.Place place = pool.take(
                    new ConnectionPool.Way(hop.workspace(), endpoint), deadline, !SAFE.contains(hop.method()));
            DefaultBHttpClientConnection connection = place.open();
            try {
                if (connection == null) {
                    connection = dialer.dial(endpoint, deadline, addresses.size() - i, watch);
                }
            } catch (IOException | RuntimeException unreachable) {
                place.drop(null);
                if (unreachable instanceof IOException
                        && !(unreachable instanceof SSLException)
                        && i + 1 < addresses.size()
                        && !watch.fired()
                        && !Thread.currentThread().isInterrupted()) {
                    continue;
                }
                throw unreachable;
            }
            try {
                return exchange(hop, place, connection, watch);
            } catch (IOException | HttpException failed) {
                throw explained(failed, watch, deadline).afterSending();
            } catch (EgressFailure failed) {
                throw failed.afterSending();
            }
        }
    }

    private Reply exchange(
            Hop hop, ConnectionPool.Place place, DefaultBHttpClientConnection connection, Watchdog.Watch watch)
            throws IOException, HttpException, EgressFailure {
        long keep = 0;
        try {
            watch.over(() -> connection.close(CloseMode.IMMEDIATE));
            var request = request(hop);
            var context = HttpCoreContext.create();
            ClassicHttpResponse response = executor.execute(request, connection, context);
            List<Header> headers = Headers.received(response.getHeaders());
            Reply reply = reply(response, headers, hop.maxBodyBytes());
            if (DefaultConnectionReuseStrategy.INSTANCE.keepAlive(request, response, context)
                    && !(response.containsHeader("content-length") && response.containsHeader("transfer-encoding"))) {
                keep = keepNanos(reply);
            }
            return reply;
        } finally {
            // After this no deadline may touch the connection: it is another call's.
            watch.close();
            if (watch.fired()) {
                keep = 0;
            }
            place.keep(connection, keep);
        }
    }

    private static BasicClassicHttpRequest request(Hop hop) {
        var request = new BasicClassicHttpRequest(hop.method(), hop.target().path());
        request.addHeader("Host", hop.target().authority());
        boolean agent = false;
        for (Header header : hop.headers()) {
            String name = Headers.lower(header.name());
            agent |= name.equals("user-agent");
            if (!name.equals("accept-encoding")) {
                request.addHeader(header.name(), header.value());
            }
        }
        if (!agent) {
            request.addHeader("User-Agent", "Triggo/1.0");
        }
        request.addHeader("Accept-Encoding", Bodies.ACCEPTED);
        byte[] body = hop.body();
        boolean mayHaveBody = switch (hop.method()) {
            case "POST", "PUT", "PATCH" -> true;
            case String other -> false;
        };
        if (body != null && (body.length > 0 || mayHaveBody)) {
            request.addHeader("Content-Length", Integer.toString(body.length));
            request.setEntity(new ByteArrayEntity(body, null));
        } else if (mayHaveBody) {
            request.addHeader("Content-Length", "0");
        }
        return request;
    }

    private static Reply reply(ClassicHttpResponse response, List<Header> headers, int maxBodyBytes)
            throws IOException, EgressFailure {
        HttpEntity entity = response.getEntity();
        if (entity == null) {
            return new Reply(response.getCode(), headers, new byte[0]);
        }
        String coding = "";
        var rest = new ArrayList<Header>(headers.size());
        for (Header header : headers) {
            if (header.name().equals("content-encoding")) {
                coding = coding.isEmpty() ? header.value() : coding + "," + header.value();
            } else {
                rest.add(header);
            }
        }
        if (entity.getContentLength() > maxBodyBytes && coding.isEmpty()) {
            throw Bodies.tooLarge(maxBodyBytes);
        }
        // Closing the stream would read an endless body to its end: it is left, and the connection is closed instead.
        InputStream stream = entity.getContent();
        byte[] body = Bodies.read(stream, coding, maxBodyBytes);
        if (stream.read() >= 0) {
            throw EgressFailure.upstream("The body of the answer goes on after its end.");
        }
        if (!coding.isEmpty()) {
            rest.removeIf(header -> header.name().equals("content-length"));
        }
        return new Reply(response.getCode(), coding.isEmpty() ? headers : rest, body);
    }

    private static long keepNanos(Reply reply) {
        String said = reply.header("keep-alive");
        long seconds = KEEP_SECONDS;
        if (said != null) {
            for (String part : said.split(",", -1)) {
                String[] pair = part.strip().split("=", 2);
                if (pair.length == 2 && pair[0].equalsIgnoreCase("timeout") && pair[1].matches("[0-9]{1,9}")) {
                    seconds = Math.min(KEEP_SECONDS_MOST, Long.parseLong(pair[1])) - 1;
                }
            }
        }
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    static EgressFailure explain(Exception failed, boolean late) {
        if (late) {
            return EgressFailure.timeout();
        }
        return switch (failed) {
            // Only connecting has a timeout of its own, cut to whole milliseconds before the deadline.
            case SocketTimeoutException unanswered -> EgressFailure.timeout();
            case MessageConstraintException headers -> Headers.tooLarge();
            case SSLException tls ->
                EgressFailure.upstream(
                        "No safe TLS connection could be made: the certificate is not trusted, has expired"
                                + " or is for another host, or the server offers no current version of TLS.");
            case ZipException broken -> EgressFailure.upstream("The body of the answer could not be decompressed.");
            case Exception other ->
                EgressFailure.upstream("The host could not be reached, or it broke off before its answer was whole.");
        };
    }

    ConnectionPool pool() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
        watchdog.close();
    }
}
