package dev.triggo.egress;

import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The gate. Everything that leaves the server over HTTP goes through {@link #call}, and what speaks something else over
 * {@link #open}. It keeps no cookies, tries nothing
 * twice and takes no proxy settings. What it needs is made at the first call, so that a start does not pay for it.
 */
public final class Egress implements AutoCloseable {
    /** Hops of one call when it follows redirects. */
    public static final int MAX_REDIRECTS = 5;

    private final ReentrantLock lock = new ReentrantLock();
    private final Names names;
    private final Gate gate;
    private final @Nullable SSLContext tls;
    private volatile @Nullable Wire wire;
    private boolean closed;

    public Egress(EgressSettings settings, HostResolver resolver) {
        this(settings, resolver, null);
    }

    /** With other trust than the JDK's. */
    Egress(EgressSettings settings, HostResolver resolver, @Nullable SSLContext tls) {
        this.names = new Names(resolver, daemon("egress-names"));
        this.gate = new Gate(settings, names);
        this.tls = tls;
    }

    /**
     * Sends the request and reads the whole answer, whatever its status. Blocks; made for virtual threads.
     *
     * @throws EgressDenied the gate refused this hop: no socket was opened for it
     * @throws EgressFailure the request is not sound, or no whole answer came
     * @throws InterruptedException the thread was interrupted; the connection is closed
     */
    public Reply call(OutgoingRequest request) throws EgressDenied, EgressFailure, InterruptedException {
        Deadline deadline = Deadline.in(request.timeout());
        Headers.check(request.method(), request.headers());
        Target target = Target.read(request.url());
        var hop = new Wire.Hop(
                request.workspace(),
                request.method(),
                target,
                request.headers(),
                request.body(),
                request.maxBodyBytes());
        for (int hops = 0; ; hops++) {
            if (deadline.over()) {
                throw hops == 0
                        ? EgressFailure.timeout()
                        : EgressFailure.timeout().afterSending();
            }
            Reply reply;
            Wire.Hop next;
            try {
                List<InetAddress> addresses = gate.admit(hop.target(), request.rules(), deadline);
                reply = wire().send(hop, addresses, deadline);
                next = request.followRedirects() ? Redirects.next(hop, reply) : null;
            } catch (EgressFailure failed) {
                // Whoever redirected has had the request.
                throw hops == 0 ? failed : failed.afterSending();
            }
            if (next == null) {
                return reply;
            }
            if (hops == MAX_REDIRECTS) {
                throw EgressFailure.upstream("The host redirected more than %d times.".formatted(MAX_REDIRECTS))
                        .afterSending();
            }
            hop = next;
        }
    }

    /**
     * Opens a TCP connection for what speaks no HTTP: the same gate, and the connection goes to a judged address. Close it.
     *
     * @throws EgressDenied the gate refused: no socket was opened
     * @throws EgressFailure the host is no sound name, or could not be reached
     * @throws InterruptedException the thread was interrupted
     */
    public TcpLine open(OutgoingLine line) throws EgressDenied, EgressFailure, InterruptedException {
        if (line.port() < 1 || line.port() > 65_535) {
            throw EgressFailure.badUrl("The port must be a number from 1 to 65535.");
        }
        Deadline deadline = Deadline.in(line.within());
        if (deadline.over()) {
            throw EgressFailure.timeout();
        }
        var target = new Target(line.secure(), Host.read(line.host()), line.port(), "/");
        return wire().open(line.workspace(), target, gate.admit(target, line.rules(), deadline), deadline);
    }

    /**
     * Whom a URL calls: host and, unless it is the scheme's own, port, in the one spelling that is judged and dialled.
     *
     * @throws EgressDenied the gate would refuse such a URL
     * @throws EgressFailure it is no sound URL
     */
    public static String authority(String url) throws EgressDenied, EgressFailure {
        return Target.read(url).authority();
    }

    /**
     * Why a URL may not be called, as far as its text tells: nothing is resolved, dialled or sent. Null when it may be, or
     * when only its addresses can tell.
     */
    public @Nullable String refusal(String url, EgressRules rules) {
        try {
            return gate.refusal(Target.read(url), rules);
        } catch (EgressDenied denied) {
            return denied.sentence();
        } catch (EgressFailure unsound) {
            return unsound.sentence();
        }
    }

    /** The pool, for those who count connections. */
    ConnectionPool pool() throws EgressFailure {
        return wire().pool();
    }

    private Wire wire() throws EgressFailure {
        Wire made = wire;
        return made != null ? made : make();
    }

    private Wire make() throws EgressFailure {
        lock.lock();
        try {
            if (closed) {
                throw EgressFailure.upstream("The server is stopping and makes no more calls.");
            }
            Wire made = wire;
            if (made == null) {
                made = new Wire(daemon("egress-watchdog"), tls);
                wire = made;
            }
            return made;
        } finally {
            lock.unlock();
        }
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name + "-", 0).factory();
    }

    /** Closes all connections that are not in use; calls under way end by themselves. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            names.close();
            Wire made = wire;
            if (made != null) {
                made.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
