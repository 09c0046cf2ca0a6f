package dev.triggo.app;

import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running server and the data folder that it holds. */
final class Server implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Server.class);

    private final DataFolder folder;
    private final Wiring wiring;
    private final int port;
    private final @Nullable String setupToken;
    private final AtomicBoolean closed = new AtomicBoolean();

    private Server(DataFolder folder, Wiring wiring, int port, @Nullable String setupToken) {
        this.folder = folder;
        this.wiring = wiring;
        this.port = port;
        this.setupToken = setupToken;
    }

    /** Throws {@link Settings.Wrong} or IllegalStateException with one line for the operator. */
    static Server start(Settings given) {
        Settings settings = given.settled();
        DataFolder folder = DataFolder.hold(settings.dataDir());
        Wiring wiring = null;
        try {
            String set = settings.encryptionKey();
            String key = set == null ? folder.ensureEncryptionKey(new Ids(Clock.systemUTC(), new SecureRandom())) : set;
            byte[] encryptionKey = HexFormat.of().parseHex(key);
            wiring = new Wiring(settings, encryptionKey);
            String remark = OwnKey.remark(encryptionKey);
            if (!remark.isEmpty()) {
                LOG.warn(remark);
            }
            String setupToken = wiring.setupToken().orElse(null);
            folder.keepSetupToken(setupToken);
            return new Server(folder, wiring, wiring.start(settings.dataDir()), setupToken);
        } catch (RuntimeException fault) {
            if (wiring != null) {
                wiring.close();
            }
            release(folder);
            throw fault;
        }
    }

    int port() {
        return port;
    }

    /** What makes the first account, for whoever started the server; null once there is an account. */
    @Nullable
    String setupToken() {
        return setupToken;
    }

    /** What can be called, and by whom. */
    List<Route> routes() {
        return wiring.routes();
    }

    /** Where this process can call itself. */
    String loopback() {
        return "http://127.0.0.1:" + port;
    }

    String address() {
        return "http://localhost:" + port;
    }

    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            wiring.close();
            release(folder);
        }
    }

    private static void release(DataFolder folder) {
        try {
            folder.close();
        } catch (IOException fault) {
            throw new IllegalStateException("the data folder could not be let go", fault);
        }
    }
}
