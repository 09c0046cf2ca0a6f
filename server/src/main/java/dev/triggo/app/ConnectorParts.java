package dev.triggo.app;

import dev.triggo.actions.Publishing;
import dev.triggo.appapi.ConnectorVersionRoutes;
import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.connectors.Connections;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.builds.ConnectorBuilds;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.TokenEndpoint;
import dev.triggo.credentials.Vault;
import dev.triggo.egress.Egress;
import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import dev.triggo.library.LiveWorkflows;
import dev.triggo.limits.Circuits;
import dev.triggo.people.Audit;
import dev.triggo.policies.Policies;
import dev.triggo.store.Database;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What nodes call and sign in with, put together. */
final class ConnectorParts {
    private final Credentials credentials;
    private final Connectors connectors;
    private final Vault vault;
    private final Connections connections;
    private final ConnectorBuilds builds;
    private final LiveWorkflows live;

    /**
     * What all of it stands on.
     *
     * @param circuits what all servers know of services that fail; null for one that is on its own
     */
    record Ground(
            Database database,
            Egress egress,
            Policies policies,
            @Nullable Circuits circuits,
            Ids ids,
            Clock clock) {}

    /** @param encryptionKey what the data keys of workspaces are sealed with, 32 bytes */
    ConnectorParts(Settings settings, Ground ground, byte[] encryptionKey) {
        Database database = ground.database();
        Egress egress = ground.egress();
        Policies policies = ground.policies();
        Clock clock = ground.clock();
        vault = new Vault(encryptionKey, ground.ids(), clock);
        var tokens = new TokenEndpoint(egress, policies::egress, clock);
        credentials = new Credentials(database, vault, ground.ids(), clock, tokens);
        var kept = new Connectors.Kept(credentials, database, ground.circuits());
        connectors = new Connectors(egress, policies::egress, clock, kept);
        connectors.addJars(jars(settings));
        live = new LiveWorkflows(database);
        connections = new Connections(connectors, credentials, live::using);
        builds = new ConnectorBuilds(database, connectors, egress, policies::egress, clock, ground.ids());
    }

    /** Where the operator puts connectors of their own. */
    private static Path jars(Settings settings) {
        return settings.dataDir().resolve("connectors");
    }

    Vault vault() {
        return vault;
    }

    Credentials credentials() {
        return credentials;
    }

    Connectors connectors() {
        return connectors;
    }

    Connections connections() {
        return connections;
    }

    ConnectorBuilds builds() {
        return builds;
    }

    BuiltConnectors built() {
        return connectors.built();
    }

    /** What people are told of the versions that were built. */
    List<Route> versions(Publishing publishing, Audit audit) {
        return new ConnectorVersionRoutes(connectors.built().versions(), live, publishing, audit).routes();
    }
}
