package dev.triggo.http;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpParser;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.IdleTimeout;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts connections that an idle timeout does not: those that drip a request's head byte by byte or go on sending after
 * they were refused, since there something always moves; and, when there are too many, all that just stand there.
 */
final class ConnectionSweep extends AbstractLifeCycle {
    private static final long IDLE_MILLIS_IN_A_CROWD = 1_000;

    private final ServerConnector connector;
    private final int crowd;
    private final long atMostNanos;
    private final long everyMillis;
    private Scheduler.Task next = () -> true;
    private Map<EndPoint, Long> suspects = Map.of();

    ConnectionSweep(ServerConnector connector, int crowd, Duration headAtMost) {
        this.connector = connector;
        this.crowd = crowd;
        this.atMostNanos = headAtMost.toNanos();
        this.everyMillis = Math.clamp(headAtMost.toMillis() / 4, 50, 1_000);
    }

    @Override
    protected void doStart() {
        schedule();
    }

    @Override
    protected void doStop() {
        next.cancel();
    }

    private void schedule() {
        next = connector.getScheduler().schedule(this::sweep, everyMillis, TimeUnit.MILLISECONDS);
    }

    private void sweep() {
        try {
            Collection<EndPoint> endPoints = connector.getConnectedEndPoints();
            boolean crowded = endPoints.size() >= crowd;
            var seen = new HashMap<EndPoint, Long>();
            for (EndPoint endPoint : endPoints) {
                if (endPoint.getConnection() instanceof HttpConnection connection
                        && connection.getHttpChannel().getRequest() == null
                        && (isTooSlow(endPoint, connection, seen) || (crowded && isIdle(endPoint)))) {
                    endPoint.close();
                }
            }
            suspects = seen;
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }

    /**
     * Looks at the parser from outside, while it may be at work: one look can mix two requests. So only what is seen
     * twice, of the same beginning, counts.
     */
    private boolean isTooSlow(EndPoint endPoint, HttpConnection connection, Map<EndPoint, Long> seen) {
        HttpParser parser = connection.getParser();
        HttpParser.State state = parser.getState();
        long begun = parser.getBeginNanoTime();
        boolean betweenRequests = state == HttpParser.State.START || state == HttpParser.State.END;
        if (betweenRequests || begun == 0 || NanoTime.since(begun) <= atMostNanos) {
            return false;
        }
        seen.put(endPoint, begun);
        return Long.valueOf(begun).equals(suspects.get(endPoint));
    }

    private static boolean isIdle(EndPoint endPoint) {
        return endPoint instanceof IdleTimeout idle && idle.getIdleFor() > IDLE_MILLIS_IN_A_CROWD;
    }
}
