package dev.triggo.sdk;

import java.util.List;

/**
 * What a jar with connectors brings: a public class with a public constructor that takes nothing, whose name stands in the
 * jar's {@code META-INF/services/dev.triggo.sdk.ConnectorProvider}. The jar's manifest says {@code Triggo-Sdk: 1}, the
 * {@link Sdk#VERSION} that it was written for.
 */
public interface ConnectorProvider {
    /** The connectors of the jar; asked once, when the server starts. Has to come to an end, and to open nothing. */
    List<Connector> connectors();
}
