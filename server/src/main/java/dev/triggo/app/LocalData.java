package dev.triggo.app;

import dev.triggo.access.ApiKeys;
import dev.triggo.access.KeyCaps;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.cli.LocalStore;
import dev.triggo.kernel.Ids;
import dev.triggo.limits.Tier;
import dev.triggo.limits.Tiers;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;

/** The data of this machine as commands see it; works beside a running server, which notices within a second. */
final class LocalData implements LocalStore {
    private final Database database;
    private final ApiKeys keys;
    private final Workspace workspace;
    private final Tier tier;

    private LocalData(Database database, ApiKeys keys, Workspace workspace, Tier tier) {
        this.database = database;
        this.keys = keys;
        this.workspace = workspace;
        this.tier = tier;
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
        Workspace workspace = new Workspaces(database, clock).ensureDefault(settings.defaultTier());
        var keys = new ApiKeys(database, new Ids(clock, new SecureRandom()), clock, () -> {});
        return new LocalData(database, keys, workspace, tiers.of(workspace.tier()));
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
        return new KeyCaps(tier.requestsPerMinute(), tier.activeKeys());
    }

    @Override
    public void close() {
        database.close();
    }
}
