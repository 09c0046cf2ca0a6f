package dev.triggo.http;

import java.io.IOException;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Looks at ports of this machine, for whoever wants to know before a server is started. */
public final class Ports {
    private Ports() {}

    /** True when a server could listen there now. */
    public static boolean isFree(String host, int port) {
        try (var probe = new ServerConnector(new Server())) {
            probe.setHost(host);
            probe.setPort(port);
            probe.open();
            return true;
        } catch (IOException | RuntimeException taken) {
            return false;
        }
    }

    /** A port at which a server could listen there now. */
    public static int free(String host) throws IOException {
        try (var probe = new ServerConnector(new Server())) {
            probe.setHost(host);
            probe.open();
            return probe.getLocalPort();
        }
    }
}
