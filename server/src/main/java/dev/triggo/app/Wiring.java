package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.BootstrapKeys;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.actions.AutoPause;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.SideEffect;
import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeKind;
import dev.triggo.http.HttpServer;
import dev.triggo.http.HttpSettings;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Ids;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.limits.Limits;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.SharedLimits;
import dev.triggo.limits.SteadyClock;
import dev.triggo.limits.Tiers;
import dev.triggo.mcp.ChangeFeed;
import dev.triggo.mcp.McpRoutes;
import dev.triggo.mcp.tools.ActionCatalog;
import dev.triggo.mcp.tools.ActionChanges;
import dev.triggo.mcp.tools.Instructions;
import dev.triggo.mcp.tools.McpTools;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.runtimeapi.RuntimeRoutes;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.workflow.Node;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The whole server as constructor calls, from the ground up; "go to definition" leads from here to everything. */
final class Wiring implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(22);

    private final Database database;
    private final Egress egress;
    private final Sandbox sandbox = new Sandbox();
    private final Runs runs;
    private final RequestLimits limits;
    private final Actions actions;
    private final McpRoutes mcp;
    private final HttpServer http;
    private final Chores chores;
    private volatile boolean ready;

    /** @param encryptionKey what the server's own secrets are made from, 32 bytes */
    Wiring(Settings settings, byte[] encryptionKey) {
        Clock clock = Clock.systemUTC();
        var ids = new Ids(clock, new SecureRandom());
        Tiers tiers = Settings.named("TRIGGO_TIER_", Tiers::of, settings.tiers());

        database = Database.open(new StoreSettings(settings.dataDir(), settings.databaseUrl()));
        database.claim();
        var workspaces = new Workspaces(database, clock);
        Workspace home = workspaces.ensureDefault(settings.defaultTier());
        var access = new Access(
                database,
                Settings.named("RUNTIME_API_KEYS", keys -> BootstrapKeys.of(keys, home, ids), settings.apiKeys()),
                clock,
                System::nanoTime);
        limits = limits(settings, clock, ids);

        egress = new Egress(egressSettings(settings), HostResolver.system());
        var connectors = new Connectors(egress, workspace -> EgressRules.NONE, clock);
        var kinds = new NodeKinds(connectors, sandbox);
        var library = new Library(database, kinds, among -> runs().runningAmong(among), clock, ids);
        var graphs = new Graphs(library, workspaces, kinds, this::actions);
        var history = new RunHistory(database, graphs);
        actions = new Actions(database, library, clock);
        var releases = new Releases(database, kinds, List.of(new ActionAvailability()), clock);
        var autoPause = new AutoPause(releases, actions, clock, settings.autoPauseAfter());
        runs = new Runs(database, history, clock, ids, graphs, autoPause);
        var publishing = new Publishing(database, library, releases, actions, node -> sideEffect(kinds, node));
        var invocations = new Invocations(actions, runs, history, graphs, tiers);

        var routes = new ArrayList<Route>();
        routes.addAll(new RuntimeRoutes(actions, invocations, library, publishing, connectors, kinds.guide()).routes());
        mcp = new McpRoutes(encryptionKey, clock, ids);
        var tools = new McpTools(
                actions, invocations, library, publishing, connectors, kinds.guide(), settings.publicUrl());
        routes.addAll(mcpRoutes(kinds, tools, new ActionCatalog(actions, invocations), new ActionChanges(actions)));
        List<Route> documented = List.copyOf(routes);
        routes.addAll(new SystemRoutes(
                        () -> ready && database.reachable(),
                        () -> OpenApi.document("Triggo runtime", "1.0.0", settings.publicUrl(), documented))
                .routes());
        http = new HttpServer(
                HttpSettings.of(settings.host(), settings.port(), settings.publicUrl())
                        .withAllowedOrigins(Set.copyOf(settings.corsOrigins())),
                routes,
                access::authenticate,
                caller -> limits.take(
                        caller.credentialId(), tiers.requestsPerMinute(caller.tier(), caller.rateLimitPerMinute())),
                ids);
        chores = new Chores(database, access, clock);
    }

    private List<Route> mcpRoutes(NodeKinds kinds, McpTools tools, ActionCatalog published, ActionChanges changes) {
        return List.of(
                mcp.tools("/mcp", Instructions.ofTools(kinds.names()), tools.catalog(), ChangeFeed.silent()),
                mcp.tools("/mcp/actions", Instructions.ofActions(), published, changes));
    }

    /** The operator's own addresses are never called, unless the operator says so. */
    private static EgressSettings egressSettings(Settings settings) {
        return Settings.named(
                "TRIGGO_EGRESS_ALLOW",
                allow -> EgressSettings.of(
                        allow, List.of(URI.create(settings.publicUrl()).getHost())),
                settings.egressAllow());
    }

    /** Counted in Redis where there is one, else in this process. */
    private static RequestLimits limits(Settings settings, Clock clock, Ids ids) {
        var own = new Limits(new SteadyClock(clock, System::nanoTime));
        String redisUrl = settings.redisUrl();
        return redisUrl == null
                ? own
                : Settings.named(
                        "REDIS_URL", url -> new SharedLimits(url, ids.next(), own, System::nanoTime), redisUrl);
    }

    private Actions actions() {
        return actions;
    }

    private Runs runs() {
        return runs;
    }

    private static SideEffect sideEffect(NodeKinds kinds, Node node) {
        NodeKind kind = kinds.find(node.type());
        Effect effect = kind == null ? Effect.WRITE : kind.effect(node);
        return switch (effect) {
            case NONE -> SideEffect.NONE;
            case READ -> SideEffect.READ;
            case WRITE -> SideEffect.WRITE;
        };
    }

    /** Takes up what was cut off, then opens the door. Returns the port. */
    int start() {
        runs.recover();
        http.start();
        ready = true;
        return http.port();
    }

    /** No new work, time for what is under way to end, and the rest is left to the next start. */
    @Override
    public void close() {
        ready = false;
        long began = System.nanoTime();
        chores.close();
        Thread draining = Thread.ofPlatform().name("drain").start(() -> runs.close(GRACE));
        mcp.close();
        http.stop(GRACE);
        try {
            draining.join(Math.max(1, GRACE.toMillis() - (System.nanoTime() - began) / 1_000_000));
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
        sandbox.close();
        egress.close();
        limits.close();
        database.close();
    }
}
