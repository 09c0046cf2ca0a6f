package dev.triggo.connectors;

import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.TcpLine;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.SocketLine;

/** A line of the gate, as connectors see it. */
final class GatedLine implements SocketLine {
    private final TcpLine line;

    GatedLine(TcpLine line) {
        this.line = line;
    }

    @Override
    public int read(byte[] into, int from, int count) throws ConnectorError, InterruptedException {
        try {
            return line.read(into, from, count);
        } catch (EgressFailure failed) {
            throw GatedCalls.error(failed);
        }
    }

    @Override
    public void write(byte[] bytes) throws ConnectorError, InterruptedException {
        try {
            line.write(bytes);
        } catch (EgressFailure failed) {
            throw GatedCalls.error(failed);
        }
    }

    @Override
    public void startTls() throws ConnectorError, InterruptedException {
        try {
            line.startTls();
        } catch (EgressFailure failed) {
            throw GatedCalls.error(failed);
        }
    }

    @Override
    public void close() {
        line.close();
    }
}
