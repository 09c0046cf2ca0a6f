package dev.triggo.connectors;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.sdk.Connector;
import java.time.Clock;
import java.util.List;

/** Connectors that a test brings, in place of the built-in ones. */
public final class ConnectorsAt {
    private ConnectorsAt() {}

    public static Connectors of(List<Connector> connectors, Egress egress, Clock clock, Connectors.Kept kept) {
        return new Connectors(
                connectors, egress, workspace -> EgressRules.NONE, clock, new Breakers(System::nanoTime), kept);
    }
}
