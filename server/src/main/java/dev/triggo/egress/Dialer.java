package dev.triggo.egress;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnectionFactory;
import org.apache.hc.core5.http.impl.io.DefaultHttpResponseParserFactory;
import org.jspecify.annotations.Nullable;

/** Opens connections to judged addresses, with the name kept for TLS. */
final class Dialer {
    private static final int MAX_CONNECT_MILLIS = 10_000;
    private static final Http1Config BOUNDS = Http1Config.custom()
            .setMaxHeaderCount(Headers.MAX_COUNT)
            .setMaxLineLength(Headers.MAX_LINE)
            .build();

    private final DefaultBHttpClientConnectionFactory connections = DefaultBHttpClientConnectionFactory.builder()
            .http1Config(BOUNDS)
            .responseParserFactory(new DefaultHttpResponseParserFactory(BOUNDS))
            .build();
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable SSLContext tls;

    /** {@code tls} null: the JDK's own trust, read at the first https call. */
    Dialer(@Nullable SSLContext tls) {
        this.tls = tls;
    }

    /** The watch closes the socket at the deadline; {@code share} is the part of the time for this address. */
    DefaultBHttpClientConnection dial(Endpoint to, Deadline deadline, int share, Watchdog.Watch watch)
            throws IOException {
        Socket socket = connect(to, deadline, share, watch);
        try {
            DefaultBHttpClientConnection connection = connections.createConnection(socket);
            if (to.secure()) {
                connection.bind(shakeHands(socket, to), socket);
            }
            return connection;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** A connection for what speaks no HTTP, with TLS when the endpoint says so. */
    Socket open(Endpoint to, Deadline deadline, int share, Watchdog.Watch watch) throws IOException {
        Socket socket = connect(to, deadline, share, watch);
        try {
            return to.secure() ? shakeHands(socket, to) : socket;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    private static Socket connect(Endpoint to, Deadline deadline, int share, Watchdog.Watch watch) throws IOException {
        // Without NO_PROXY a plain socket obeys the JVM's SOCKS settings and would carry the call past the gate.
        var socket = new Socket(Proxy.NO_PROXY);
        try {
            watch.over(socket);
            socket.setTcpNoDelay(true);
            int millis = Math.min(MAX_CONNECT_MILLIS, Math.max(1, deadline.millisLeft() / share));
            socket.connect(new InetSocketAddress(to.address(), to.port()), millis);
            return socket;
        } catch (IOException | RuntimeException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Puts TLS over an open connection. */
    SSLSocket shakeHands(Socket socket, Endpoint to) throws IOException {
        var secured = (SSLSocket) tls().getSocketFactory().createSocket(socket, to.tlsName(), to.port(), true);
        var parameters = secured.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private SSLContext tls() throws SSLException {
        lock.lock();
        try {
            if (tls == null) {
                tls = SSLContext.getDefault();
            }
            return tls;
        } catch (java.security.NoSuchAlgorithmException noTls) {
            throw new SSLException(noTls);
        } finally {
            lock.unlock();
        }
    }
}
