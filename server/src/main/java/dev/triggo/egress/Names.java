package dev.triggo.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Resolves within the deadline. The system's resolver blocks in native code, which would hold the carrier of a virtual
 * thread: it gets a few platform threads of its own.
 */
final class Names implements AutoCloseable {
    private static final int THREADS = 32;
    private static final int WAITING = 1000;

    private final HostResolver resolver;
    private final ThreadPoolExecutor threads;

    Names(HostResolver resolver, ThreadFactory factory) {
        this.resolver = resolver;
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(WAITING), factory);
        threads.allowCoreThreadTimeOut(true);
    }

    List<InetAddress> resolve(String name, Deadline deadline) throws EgressFailure, InterruptedException {
        Future<List<InetAddress>> answer;
        try {
            answer = threads.submit(() -> resolver.resolve(name));
        } catch (RejectedExecutionException full) {
            throw EgressFailure.upstream("Too many host names are being looked up at once.");
        }
        try {
            List<InetAddress> addresses = answer.get(deadline.nanosLeft(), TimeUnit.NANOSECONDS);
            if (addresses.isEmpty()) {
                throw unknown();
            }
            return addresses;
        } catch (TimeoutException late) {
            throw EgressFailure.timeout();
        } catch (ExecutionException failed) {
            if (failed.getCause() instanceof UnknownHostException) {
                throw unknown();
            }
            throw EgressFailure.upstream("The host name of the URL could not be looked up.");
        } finally {
            answer.cancel(true);
        }
    }

    private static EgressFailure unknown() {
        return EgressFailure.upstream("The host name of the URL is not known.");
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
