package dev.triggo.http;

import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.TimeUnit;
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
            for (EndPoint endPoint : endPoints) {
                if (endPoint.getConnection() instanceof HttpConnection connection
                        && connection.getHttpChannel().getRequest() == null
                        && (isTooSlow(connection) || (crowded && isIdle(endPoint)))) {
                    endPoint.close();
                }
            }
        } finally {
            if (isRunning()) {
                schedule();
            }
        }
    }

    /** Looks at the parser from outside: a stale view costs one round more. */
    private boolean isTooSlow(HttpConnection connection) {
        var parser = connection.getParser();
        boolean betweenRequests = parser.isStart() || parser.isComplete();
        return !betweenRequests && NanoTime.since(parser.getBeginNanoTime()) > atMostNanos;
    }

    private static boolean isIdle(EndPoint endPoint) {
        return endPoint instanceof IdleTimeout idle && idle.getIdleFor() > IDLE_MILLIS_IN_A_CROWD;
    }
}
