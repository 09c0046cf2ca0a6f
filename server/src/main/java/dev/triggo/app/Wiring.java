package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.ApiKeys;
import dev.triggo.access.BootstrapKeys;
import dev.triggo.access.Caller;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.actions.AutoPause;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.SideEffect;
import dev.triggo.appapi.AppRoutes;
import dev.triggo.approvals.Approvals;
import dev.triggo.connectors.Connectors;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Effect;
import dev.triggo.engine.NodeKind;
import dev.triggo.http.HttpServer;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.limits.Allowance;
import dev.triggo.limits.Guesses;
import dev.triggo.limits.Limits;
import dev.triggo.limits.RequestLimits;
import dev.triggo.limits.SharedLimits;
import dev.triggo.limits.SteadyClock;
import dev.triggo.limits.Tiers;
import dev.triggo.mcp.ChangeFeed;
import dev.triggo.mcp.McpRoutes;
import dev.triggo.mcp.tools.ActionCatalog;
import dev.triggo.mcp.tools.ActionChanges;
import dev.triggo.mcp.tools.AskedPerson;
import dev.triggo.mcp.tools.Instructions;
import dev.triggo.mcp.tools.McpTools;
import dev.triggo.metrics.Metrics;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.page.PageFile;
import dev.triggo.page.PageRoutes;
import dev.triggo.people.Audit;
import dev.triggo.people.Members;
import dev.triggo.people.Sessions;
import dev.triggo.people.SignIn;
import dev.triggo.redaction.LogText;
import dev.triggo.redaction.Redaction;
import dev.triggo.runs.Digesting;
import dev.triggo.runs.Retention;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.runtimeapi.RuntimeRoutes;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.workflow.Node;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole server as constructor calls, from the ground up; "go to definition" leads from here to everything. */
final class Wiring implements AutoCloseable {
    /** Where the journal's digests are kept, in the data folder. */
    static final String DIGESTS = "journal-digests";

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    /** For steps that are under way; with what follows it, less than the 25 s after which a server is killed. */
    private static final Duration GRACE = Duration.ofSeconds(21);

    /** For answers that are on their way once nothing is under way any more. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Database database;
    private final Egress egress;
    private final Runs runs;
    private final RequestLimits limits;
    private final Actions actions;
    private final McpRoutes mcp;
    private final HttpServer http;
    private final @Nullable HttpServer metricsHttp;
    private final Chores chores;
    private final AppRoutes.People people;
    private final Digesting digesting;
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
        var access = new Access(database, operatorKeys(settings, home, ids), clock, System::nanoTime);
        limits = limits(settings, clock, ids);
        var guesses = new Guesses(new SteadyClock(clock, System::nanoTime));

        egress = new Egress(egressSettings(settings), HostResolver.system());
        var connectors = new Connectors(egress, workspace -> EgressRules.NONE, clock);
        var kinds = new NodeKinds(connectors);
        var library = new Library(database, kinds, among -> runs().runningAmong(among), clock, ids);
        var graphs = new Graphs(library, workspaces, kinds, this::actions);
        var journal = new Journal(redaction(settings, encryptionKey), new Sealer(encryptionKey, ids));
        var digests = new JournalDigests(settings.dataDir().resolve(DIGESTS), encryptionKey, journal, clock);
        digesting = new Digesting(database, digests);
        var history = new RunHistory(database, journal, graphs);

        actions = new Actions(database, library, clock);
        var releases = new Releases(database, kinds, List.of(new ActionAvailability()), clock);
        var autoPause = new AutoPause(releases, actions, clock, settings.autoPauseAfter());
        runs = new Runs(database, journal, history, clock, ids, graphs, autoPause);
        var publishing = new Publishing(database, library, releases, actions, node -> sideEffect(kinds, node));
        var invocations = new Invocations(actions, runs, history, graphs, tiers);
        var person = new AskedPerson(invocations, new Approvals(runs));

        var routes = new ArrayList<Route>();
        routes.addAll(new RuntimeRoutes(
                        actions, invocations, person.approvals(), library, publishing, connectors, kinds.guide())
                .routes());
        mcp = new McpRoutes(encryptionKey, clock, ids);
        var tools = new McpTools(actions, person, library, publishing, connectors, kinds.guide(), settings.publicUrl());
        routes.addAll(mcpRoutes(kinds, tools, new ActionCatalog(actions, person), new ActionChanges(actions)));
        List<Route> documented = List.copyOf(routes);
        people = people(workspaces, clock, ids);
        routes.addAll(appRoutes(settings, keys(access, ids), tiers, home.id(), documented));
        var metrics = new Metrics(database, runs, this::inFlight);
        routes.add(MetricsRoutes.guarded(metrics));
        routes.addAll(systemRoutes(settings, documented));
        var doors = new Doors(settings, caller -> window(tiers, caller), guesses, metrics, ids);
        http = doors.open(routes, new Doorkeeper(access, people.sessions()));
        metricsHttp = doors.openForMetrics();
        var retention = new Retention(database, digests, settings.privacy().retention(), clock);
        chores = new Chores(database, access, digesting, retention, clock, people.sweeps());
    }

    private ApiKeys keys(Access access, Ids ids) {
        return new ApiKeys(database, ids, Clock.systemUTC(), access::keysChanged);
    }

    private List<Route> appRoutes(
            Settings settings, ApiKeys keys, Tiers tiers, WorkspaceId home, List<Route> documented) {
        return new AppRoutes(people, keys, tiers, home, settings.publicUrl()).routes(documented, RuntimeRoutes.PATH);
    }

    private AppRoutes.People people(Workspaces workspaces, Clock clock, Ids ids) {
        var audit = new Audit(database, ids, clock);
        var sessions = new Sessions(database, workspaces, ids, clock);
        var signIn = new SignIn(database, ids, clock, sessions, audit);
        return new AppRoutes.People(
                signIn, sessions, new Members(database, workspaces, ids, clock, signIn, sessions, audit), audit);
    }

    private List<Route> systemRoutes(Settings settings, List<Route> documented) {
        var routes = new ArrayList<>(new PageRoutes(PageFile.all()).routes());
        routes.addAll(new SystemRoutes(
                        () -> ready && database.reachable(),
                        () -> OpenApi.document("Triggo runtime", "1.0.0", settings.publicUrl(), documented))
                .routes());
        return routes;
    }

    /** Also what the log is blanked by. */
    private static Redaction redaction(Settings settings, byte[] encryptionKey) {
        var own = new ArrayList<>(settings.secrets());
        own.add(HexFormat.of().formatHex(encryptionKey));
        var redaction = new Redaction(
                settings.privacy().redactFields(), settings.privacy().redactEmails(), own, workspace -> List.of());
        LogText.blankedBy(redaction.general());
        return redaction;
    }

    private Allowance window(Tiers tiers, Caller caller) {
        return limits.take(caller.credentialId(), tiers.requestsPerMinute(caller.tier(), caller.rateLimitPerMinute()));
    }

    private static BootstrapKeys operatorKeys(Settings settings, Workspace home, Ids ids) {
        BootstrapKeys keys =
                Settings.named("RUNTIME_API_KEYS", given -> BootstrapKeys.of(given, home, ids), settings.apiKeys());
        return Settings.named(
                "TRIGGO_METRICS_KEY",
                given -> keys.withWatcher(given, home),
                settings.watching().metricsKey());
    }

    private int inFlight() {
        return http.inFlight();
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

    /** The token that makes the first account, while there is none. */
    Optional<String> setupToken() {
        return people.signIn().setupToken();
    }

    /** Takes up what was cut off, then opens the door. Returns the port. */
    int start() {
        runs.recover();
        http.start();
        if (metricsHttp != null) {
            metricsHttp.start();
            LOG.info("/metrics is at port {}", metricsHttp.port());
        }
        ready = true;
        return http.port();
    }

    /** No new work, time for what is under way to end, and the rest is left to the next start. */
    @Override
    public void close() {
        ready = false;
        chores.close();
        // The door stays open: whoever comes is told to come back, whoever waits for a run gets an answer.
        runs.close(GRACE);
        mcp.close();
        http.stop(LAST_WORDS);
        if (metricsHttp != null) {
            metricsHttp.stop(Duration.ZERO);
        }
        egress.close();
        limits.close();
        digesting.signLast();
        database.close();
    }
}
