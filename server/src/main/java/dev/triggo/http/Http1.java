package dev.triggo.http;

import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.internal.HttpConnection;
import org.jspecify.annotations.Nullable;

/** HTTP/1.1 connections on which a target that can't be decoded is an unknown address, like any other odd path. */
final class Http1 extends HttpConnectionFactory {
    /** Matches no route: the route table takes no path that holds a percent sign. */
    private static final String NOWHERE = "/%25";

    Http1(HttpConfiguration configuration) {
        super(configuration);
    }

    @Override
    public Connection newConnection(Connector connector, EndPoint endPoint) {
        var connection = new Http1Connection(getHttpConfiguration(), connector, endPoint);
        connection.setUseInputDirectByteBuffers(isUseInputDirectByteBuffers());
        connection.setUseOutputDirectByteBuffers(isUseOutputDirectByteBuffers());
        connection.setTransferEncodingChunkMaxLength(getTransferEncodingChunkMaxLength());
        return configure(connection, connector, endPoint);
    }

    private static final class Http1Connection extends HttpConnection {
        Http1Connection(HttpConfiguration configuration, Connector connector, EndPoint endPoint) {
            super(configuration, connector, endPoint);
        }

        @Override
        protected HttpStreamOverHTTP1 newHttpStream(String method, @Nullable String uri, HttpVersion version) {
            try {
                return super.newHttpStream(method, uri, version);
            } catch (RuntimeException undecodable) {
                if (uri == null || !uri.startsWith("/")) {
                    throw undecodable;
                }
                return super.newHttpStream(method, NOWHERE, version);
            }
        }
    }
}
