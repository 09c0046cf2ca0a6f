package dev.triggo.connectors;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.Header;
import dev.triggo.egress.OutgoingLine;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.egress.TcpLine;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.HttpCall;
import dev.triggo.sdk.HttpCalls;
import dev.triggo.sdk.HttpReply;
import dev.triggo.sdk.SocketLine;
import dev.triggo.sdk.Sockets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * The way out of one call: past the breaker and through the gate, under the workspace's rules, until the call's deadline.
 */
final class GatedCalls implements HttpCalls, AutoCloseable {
    private static final int FIRST_SERVER_FAULT = 500;
    /** Twice is as good as once (RFC 9110, 9.2.2). */
    private static final Set<String> REPEATABLE = Set.of("GET", "HEAD", "OPTIONS", "PUT", "DELETE");

    private static final String IN_DOUBT =
            " What was asked for may have been done all the same, so it is not tried again by itself.";

    private final Egress egress;
    private final EgressRules rules;
    private final Breakers breakers;
    private final WorkspaceId workspace;
    private final String connector;
    private final @Nullable String connection;
    private final long deadlineNanos;
    private final boolean reads;
    private final Queue<TcpLine> lines = new ConcurrentLinkedQueue<>();
    private volatile @Nullable ConnectorError denied;

    /**
     * @param connection that the call signs in with; null for none
     * @param reads the operation changes nothing, whatever it sends
     */
    GatedCalls(
            Egress egress,
            EgressRules rules,
            Breakers breakers,
            CallRequest request,
            @Nullable String connection,
            boolean reads) {
        this.egress = egress;
        this.rules = rules;
        this.breakers = breakers;
        this.workspace = request.workspace();
        this.connector = request.connector();
        this.connection = connection;
        this.deadlineNanos = request.deadlineNanos();
        this.reads = reads;
    }

    /** The first refusal of the gate, also when the connector kept it to itself; null when there was none. */
    @Nullable
    ConnectorError denied() {
        return denied;
    }

    @Override
    public HttpReply send(HttpCall call) throws ConnectorError, InterruptedException {
        var request = OutgoingRequest.of(call.method(), call.url())
                .within(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())))
                .under(workspace.value(), rules);
        for (var header : call.headers().entrySet()) {
            request = request.header(header.getKey(), header.getValue());
        }
        byte[] body = call.body();
        if (body != null) {
            request = request.body(body);
        }
        try {
            Breakers.Permit permit = permit(Egress.authority(call.url()));
            return reply(watched(call.followRedirects() ? request.followingRedirects() : request, permit));
        } catch (EgressDenied refused) {
            throw noted(refused);
        } catch (EgressFailure failed) {
            throw failed.sent() && !repeatable(call) ? inDoubt(failed) : error(failed);
        }
    }

    private boolean repeatable(HttpCall call) {
        return reads
                || call.repeatable()
                || REPEATABLE.contains(call.method())
                || call.headers().keySet().stream().anyMatch("Idempotency-Key"::equalsIgnoreCase);
    }

    /** The answer is lost, and with it whether the call was carried out. */
    private static ConnectorError inDoubt(EgressFailure failed) {
        return switch (failed.kind()) {
            case UPSTREAM_ERROR -> new ConnectorError(ErrorCode.UNKNOWN, failed.sentence() + IN_DOUBT);
            case TIMEOUT -> new ConnectorError(ErrorCode.TIMEOUT, failed.sentence() + IN_DOUBT).inDoubt();
            case RESPONSE_TOO_LARGE, BAD_URL, BAD_HEADER -> error(failed);
        };
    }

    /** The same way out for what speaks no HTTP. */
    Sockets sockets() {
        return this::open;
    }

    private SocketLine open(String host, int port, boolean tls) throws ConnectorError, InterruptedException {
        var left = Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime()));
        Breakers.Permit permit = permit("%s:%d".formatted(host.toLowerCase(Locale.ROOT), port));
        var ending = Breakers.Ending.UNKNOWN;
        try {
            TcpLine line = egress.open(new OutgoingLine(host, port, tls, left, workspace.value(), rules));
            lines.add(line);
            ending = Breakers.Ending.ANSWERED;
            return new GatedLine(line);
        } catch (EgressDenied refused) {
            throw noted(refused);
        } catch (EgressFailure failed) {
            ending = ending(failed);
            throw error(failed);
        } finally {
            permit.ended(ending);
        }
    }

    /** The call is over: what it left open is closed. */
    @Override
    public void close() {
        lines.forEach(TcpLine::close);
    }

    private ConnectorError noted(EgressDenied refused) {
        var error = new ConnectorError(ErrorCode.EGRESS_DENIED, refused.sentence());
        if (denied == null) {
            denied = error;
        }
        return error;
    }

    private Breakers.Permit permit(String host) throws ConnectorError {
        return switch (breakers.admit(workspace, new Breakers.Line(connector, connection, host))) {
            case Breakers.Verdict.Go go -> go.permit();
            case Breakers.Verdict.Open open ->
                throw new ConnectorError(
                        ErrorCode.CIRCUIT_OPEN,
                        "%s failed %d times within %d s and is left alone: %s."
                                .formatted(
                                        host,
                                        Breakers.FAILURES,
                                        Breakers.WINDOW.toSeconds(),
                                        open.left().isZero()
                                                ? "one call tries it now"
                                                : "it is tried again in %d s"
                                                        .formatted(open.left()
                                                                .plusMillis(999)
                                                                .toSeconds())));
        };
    }

    /** Only what the other side does wrong counts against it: no refusal of the gate, no request that is not sound. */
    private Reply watched(OutgoingRequest request, Breakers.Permit permit)
            throws EgressDenied, EgressFailure, InterruptedException {
        var ending = Breakers.Ending.UNKNOWN;
        try {
            Reply reply = egress.call(request);
            ending = reply.status() >= FIRST_SERVER_FAULT ? Breakers.Ending.FAILED : Breakers.Ending.ANSWERED;
            return reply;
        } catch (EgressFailure failed) {
            ending = ending(failed);
            throw failed;
        } catch (InterruptedException stopped) {
            boolean inTime = System.nanoTime() - deadlineNanos < 0;
            ending = inTime ? Breakers.Ending.UNKNOWN : Breakers.Ending.FAILED;
            throw stopped;
        } finally {
            permit.ended(ending);
        }
    }

    private static HttpReply reply(Reply reply) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (Header header : reply.headers()) {
            headers.merge(header.name(), header.value(), (one, more) -> one + ", " + more);
        }
        return new HttpReply(reply.status(), headers, reply.body());
    }

    private static Breakers.Ending ending(EgressFailure failed) {
        return switch (failed.kind()) {
            case TIMEOUT, UPSTREAM_ERROR -> Breakers.Ending.FAILED;
            case RESPONSE_TOO_LARGE -> Breakers.Ending.ANSWERED;
            case BAD_URL, BAD_HEADER -> Breakers.Ending.UNKNOWN;
        };
    }

    static ConnectorError error(EgressFailure failed) {
        return new ConnectorError(code(failed.kind()), failed.sentence());
    }

    private static ErrorCode code(EgressFailure.Kind kind) {
        return switch (kind) {
            case BAD_URL, BAD_HEADER -> ErrorCode.VALIDATION_ERROR;
            case TIMEOUT -> ErrorCode.TIMEOUT;
            case UPSTREAM_ERROR -> ErrorCode.UPSTREAM_ERROR;
            case RESPONSE_TOO_LARGE -> ErrorCode.RESPONSE_TOO_LARGE;
        };
    }
}
