package dev.triggo.connectors.catalog;

import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.ErrorCode;
import dev.triggo.sdk.SocketLine;
import dev.triggo.sdk.Sockets;
import java.io.IOException;
import java.net.Socket;
import javax.net.ssl.SSLContext;

/** Sockets without a gate, for tests of what is said over them. */
final class PlainSockets implements Sockets {
    private final SSLContext tls;

    PlainSockets(SSLContext tls) {
        this.tls = tls;
    }

    @Override
    public SocketLine open(String host, int port, boolean secure) throws ConnectorError {
        try {
            var line = new Line(new Socket(host, port), host, port);
            line.socket.setSoTimeout(10_000);
            if (secure) {
                line.startTls();
            }
            return line;
        } catch (IOException failed) {
            throw lost(failed);
        }
    }

    private static ConnectorError lost(IOException failed) {
        return new ConnectorError(ErrorCode.UPSTREAM_ERROR, "The line broke.", failed);
    }

    private final class Line implements SocketLine {
        private final String host;
        private final int port;
        private Socket socket;

        Line(Socket socket, String host, int port) {
            this.socket = socket;
            this.host = host;
            this.port = port;
        }

        @Override
        public int read(byte[] into, int from, int count) throws ConnectorError {
            try {
                return socket.getInputStream().read(into, from, count);
            } catch (IOException failed) {
                throw lost(failed);
            }
        }

        @Override
        public void write(byte[] bytes) throws ConnectorError {
            try {
                socket.getOutputStream().write(bytes);
            } catch (IOException failed) {
                throw lost(failed);
            }
        }

        @Override
        public void startTls() throws ConnectorError {
            try {
                socket = tls.getSocketFactory().createSocket(socket, host, port, true);
            } catch (IOException failed) {
                throw lost(failed);
            }
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException gone) {
                // It is closed all the same.
            }
        }
    }
}
