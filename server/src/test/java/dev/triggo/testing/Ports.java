package dev.triggo.testing;

import java.io.IOException;
import java.net.ServerSocket;

/**
 * Ports for servers that bind them later, in another process. They lie below those that systems give to whoever asks for
 * any port, and each process of tests has some hundred to itself: so nobody takes one between its choice and its use.
 */
public final class Ports {
    private static final int FIRST = 12_000;
    private static final int END = 32_000;
    private static final int EACH = 500;
    private static final Ports OURS = new Ports();

    /** The first of ours, bound for as long as this process lives: by it, others see that these are taken. */
    private final ServerSocket claim;

    private int last;

    Ports() {
        claim = claim();
        last = claim.getLocalPort();
    }

    /** One that nobody listens at, and that was not handed out for long. */
    public static int free() {
        return OURS.next();
    }

    private static ServerSocket claim() {
        for (int port = FIRST; port < END; port += EACH) {
            try {
                return new ServerSocket(port);
            } catch (IOException taken) {
                continue;
            }
        }
        throw new IllegalStateException("no ports are left for these tests");
    }

    synchronized int next() {
        for (int tries = 1; tries < EACH; tries++) {
            int first = claim.getLocalPort() + 1;
            last = last + 1 < first + EACH - 1 ? last + 1 : first;
            if (isFree(last)) {
                return last;
            }
        }
        throw new IllegalStateException("none of our ports is free");
    }

    private static boolean isFree(int port) {
        try (var tried = new ServerSocket(port)) {
            return tried.isBound();
        } catch (IOException taken) {
            return false;
        }
    }

    /** Leaves them to others. */
    void giveBack() throws IOException {
        claim.close();
    }
}
