package dev.triggo.app;

import dev.triggo.access.KeyCaps;
import dev.triggo.access.NewKey;
import dev.triggo.http.Route;
import dev.triggo.kernel.PersonId;
import dev.triggo.testing.TestDatabase;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The whole server in this process, on a free port of loopback, with an embedded store. */
public final class RunningServer implements AutoCloseable {
    /** Has every scope. */
    public static final String KEY = "trg_test-key-with-all-the-scopes-000";

    private final Server server;

    private RunningServer(Server server) {
        this.server = server;
    }

    /** @param more settings beside, or in place of, the usual ones */
    public static RunningServer start(Path dataDir, Map<String, String> more) {
        if (!more.containsKey("DATABASE_URL")) {
            TestDatabase.embeddedIn(dataDir);
        }
        return new RunningServer(Server.start(settings(dataDir, more)));
    }

    static Settings settings(Path dataDir, Map<String, String> more) {
        var environment = new HashMap<>(Map.of(
                "RUNTIME_PORT", "0",
                "TRIGGO_DATA_DIR", dataDir.toString(),
                "TRIGGO_PUBLIC_URL", "https://triggo.example.com",
                "RUNTIME_API_KEYS", KEY,
                "TRIGGO_DEFAULT_TIER", "business",
                "TRIGGO_TIER_BUSINESS", "requests=1000000,keys=unlimited,runs=unlimited"));
        environment.putAll(more);
        return Settings.read(environment);
    }

    public int port() {
        return URI.create(server.loopback()).getPort();
    }

    /** Every line of its route table. */
    public List<Route> routes() {
        return server.routes();
    }

    /** Makes a key with these scopes before the server starts; null for the tier's own limit. */
    public static String key(Path dataDir, @Nullable Integer requestsPerMinute, String... scopes) {
        LocalData data = LocalData.open(settings(TestDatabase.embeddedIn(dataDir), Map.of()));
        try {
            var asked = new NewKey("test", List.of(scopes), new PersonId("ada"), null, requestsPerMinute);
            return data.keys()
                    .create(data.workspace().id(), asked, new KeyCaps(1_000_000, null))
                    .secret();
        } finally {
            data.close();
        }
    }

    @Override
    public void close() {
        server.close();
    }
}
