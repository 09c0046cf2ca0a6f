package dev.triggo.http;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Cuts connections that drip a request's head byte by byte, or go on sending after they were refused: an idle timeout
 * never catches those, since something always moves.
 */
final class SlowHeads extends AbstractLifeCycle {
    private final ServerConnector connector;
    private final long atMostNanos;
    private final long everyMillis;
    private Scheduler.Task next = () -> true;

    SlowHeads(ServerConnector connector, Duration atMost) {
        this.connector = connector;
        this.atMostNanos = atMost.toNanos();
        this.everyMillis = Math.clamp(atMost.toMillis() / 4, 50, 1_000);
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
            for (EndPoint endPoint : connector.getConnectedEndPoints()) {
                if (endPoint.getConnection() instanceof HttpConnection connection && isTooSlow(connection)) {
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
        boolean inRequest = connection.getHttpChannel().getRequest() != null;
        return !betweenRequests && !inRequest && NanoTime.since(parser.getBeginNanoTime()) > atMostNanos;
    }
}
