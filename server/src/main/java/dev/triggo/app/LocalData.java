package dev.triggo.app;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.cli.LocalStore;
import dev.triggo.connectors.Connections;
import dev.triggo.connectors.Connectors;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.KeyRotation;
import dev.triggo.credentials.TokenEndpoint;
import dev.triggo.credentials.Vault;
import dev.triggo.egress.Egress;
import dev.triggo.egress.HostResolver;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.LiveWorkflows;
import dev.triggo.limits.Tier;
import dev.triggo.limits.Tiers;
import dev.triggo.people.Audit;
import dev.triggo.people.OwnWorkspaces;
import dev.triggo.people.Recovery;
import dev.triggo.policies.Policies;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The data of this machine as commands see it; works beside a running server, which notices within a second. */
final class LocalData implements LocalStore {
    private final Database database;
    private final ApiKeys keys;
    private final Workspaces workspaces;
    private final Workspace workspace;
    private final Tiers tiers;

    private final Settings settings;
    private final Egress egress;

    private LocalData(
            Database database,
            ApiKeys keys,
            Workspaces workspaces,
            Workspace workspace,
            Tiers tiers,
            Settings settings) {
        this.settings = settings;
        this.egress = new Egress(Wiring.egressSettings(settings), HostResolver.system());
        this.database = database;
        this.keys = keys;
        this.workspaces = workspaces;
        this.workspace = workspace;
        this.tiers = tiers;
    }

    static LocalData open(Settings settings) {
        try {
            DataFolder.makePrivate(settings.dataDir());
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the folder " + settings.dataDir() + " cannot be made.");
        }
        Clock clock = Clock.systemUTC();
        Tiers tiers = Settings.named("TRIGGO_TIER_", Tiers::of, settings.tiers());
        var database = Database.open(new StoreSettings(settings.dataDir(), settings.databaseUrl()));
        var workspaces = new Workspaces(database, clock);
        Workspace workspace = workspaces.ensureDefault(settings.defaultTier());
        var keys = new ApiKeys(database, new Ids(clock, new SecureRandom()), clock, () -> {});
        return new LocalData(database, keys, workspaces, workspace, tiers, settings);
    }

    @Override
    public ApiKeys keys() {
        return keys;
    }

    @Override
    public Workspace workspace() {
        return workspace;
    }

    @Override
    public KeyCaps caps() {
        Tier tier = tiers.of(workspace.tier());
        return new KeyCaps(tier.requestsPerMinute(), tier.activeKeys());
    }

    @Override
    public Workspaces workspaces() {
        return workspaces;
    }

    @Override
    public ApiKeys.Note keyChange(String what) {
        return (tx, key) -> audit().noteOperator(tx, workspace.id(), what, key.json());
    }

    @Override
    public Workspaces.Note workspaceChange(String what) {
        return (tx, changed) -> audit().noteOperator(tx, changed.id(), what, OwnWorkspaces.shown(changed));
    }

    @Override
    public void deleteWorkspace(WorkspaceId id, String name) {
        OwnWorkspaces.deleteByOperator(database, workspaces, id, name);
    }

    private Audit audit() {
        return new Audit(database, ids(), Clock.systemUTC());
    }

    private static Ids ids() {
        return new Ids(Clock.systemUTC(), new SecureRandom());
    }

    @Override
    public Recovery recovery() {
        return Recovery.ofOperator(database, ids(), Clock.systemUTC());
    }

    @Override
    public String publicUrl() {
        return settings.publicUrl();
    }

    @Override
    public Connections connections() {
        byte[] key = OwnKey.find(settings);
        if (key == null) {
            throw new IllegalStateException("ENCRYPTION_KEY: there is none yet in " + settings.dataDir()
                    + " (TRIGGO_DATA_DIR): start the server once, or set it.");
        }
        Clock clock = Clock.systemUTC();
        var ids = new Ids(clock, new SecureRandom());
        var vault = new Vault(key, ids, clock);
        new KeyRotation(database, ids, clock).claim(key);
        var policies = new Policies(database, clock);
        var endpoint = new TokenEndpoint(egress, policies::egress, clock);
        var credentials = new Credentials(database, vault, ids, clock, endpoint);
        var connectors = new Connectors(egress, policies::egress, clock, new Connectors.Kept(credentials, database));
        return new Connections(connectors, credentials, new LiveWorkflows(database)::using);
    }

    @Override
    public String rotateEncryptionKey(@Nullable String next) {
        return KeyExchange.run(settings, database, next);
    }

    @Override
    public Set<String> tiers() {
        return tiers.names();
    }

    @Override
    public void close() {
        egress.close();
        database.close();
    }
}
