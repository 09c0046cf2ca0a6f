package dev.triggo.app;

import dev.triggo.access.Access;
import dev.triggo.access.ApiKeys;
import dev.triggo.access.BootstrapKeys;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.actions.AutoPause;
import dev.triggo.actions.Invocations;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.TestRuns;
import dev.triggo.appapi.AppRoutes;
import dev.triggo.appapi.ConnectionRoutes;
import dev.triggo.appapi.ConnectionSignInRoutes;
import dev.triggo.appapi.GrantRoutes;
import dev.triggo.appapi.OperationTrialRoutes;
import dev.triggo.appapi.PolicyRoutes;
import dev.triggo.appapi.Rates;
import dev.triggo.appapi.StarterRoutes;
import dev.triggo.appapi.UsageRoutes;
import dev.triggo.approvals.Approvals;
import dev.triggo.cluster.Servers;
import dev.triggo.connectors.BuiltConnectors;
import dev.triggo.credentials.KeyRotation;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.http.HttpServer;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.journal.Journal;
import dev.triggo.journal.JournalDigests;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.library.TestedDrafts;
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
import dev.triggo.nodes.KindGuide;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.oauth.OAuth;
import dev.triggo.page.PageFile;
import dev.triggo.page.PageRoutes;
import dev.triggo.policies.Policies;
import dev.triggo.policies.Policy;
import dev.triggo.redaction.LogText;
import dev.triggo.redaction.Redaction;
import dev.triggo.redaction.WorkspaceRedaction;
import dev.triggo.runs.Digesting;
import dev.triggo.runs.Retention;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.runtimeapi.RuntimeRoutes;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.starters.Starters;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.trials.Trials;
import dev.triggo.triggers.Activations;
import dev.triggo.triggers.Starting;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole server as constructor calls, from the ground up; "go to definition" leads from here to everything. */
final class Wiring implements AutoCloseable {
    /** Where the journal's digests are kept, in the data folder. */
    static final String DIGESTS = "journal-digests";

    private static final Logger LOG = LoggerFactory.getLogger(Wiring.class);
    /** For steps that are under way; with what follows it, less than the 25 s after which a server is killed. */
    static final Duration GRACE = Duration.ofSeconds(21);

    /** For answers that are on their way once nothing is under way any more. */
    static final Duration LAST_WORDS = Duration.ofSeconds(2);

    private final Database database;
    private final Egress egress;
    private final Sandbox sandbox = new Sandbox();
    private final Runs runs;
    private final RequestLimits limits;
    private final Actions actions;
    private final Publishing publishing;
    private final McpRoutes mcp;
    private final HttpServer http;
    private final @Nullable HttpServer metricsHttp;
    private final Chores chores;
    private final PeopleParts people;
    private final Policies policies;
    private final ConnectorParts connectors;
    private final Digesting digesting;
    private final Clock clock;
    private final RunHistory history;
    private final TriggerParts.Waiting triggers;
    private final WorkspaceClearing clearing;
    private volatile boolean ready;

    /** @param encryptionKey what the server's own secrets are made from, 32 bytes */
    Wiring(Settings settings, byte[] encryptionKey) {
        Tiers tiers = Settings.named("TRIGGO_TIER_", Tiers::of, settings.tiers());
        database = open(settings);
        clock = Servers.clock(database, Clock.systemUTC());
        var ids = new Ids(clock, new SecureRandom());
        var workspaces = new Workspaces(database, clock);
        Workspace home = workspaces.ensureDefault(settings.defaultTier());
        var access = new Access(database, operatorKeys(settings, home, ids), clock, System::nanoTime);
        limits = limits(settings, clock, ids);
        egress = new Egress(egressSettings(settings), HostResolver.system());
        policies = new Policies(database, clock);
        byte[] journalKey = journalKey(encryptionKey, ids, clock);
        connectors = connectors(settings, ids, encryptionKey);
        NodeKinds kinds = kinds(settings);
        var starters = starters(settings, ids, clock);
        Activations live = starters.activations();
        var library = new Library(database, kinds, among -> runs().runningAmong(among), clock, ids, live);
        var graphs = new Graphs(library, workspaces, kinds, this::actions, this::people);
        var journal = new Journal(redaction(settings, encryptionKey, this::own), new Sealer(journalKey, ids));
        var digests = new JournalDigests(settings.dataDir().resolve(DIGESTS), journalKey, journal, clock);
        digesting = new Digesting(database, digests);
        history = new RunHistory(database, journal, graphs);
        actions = new Actions(database, library, clock);
        var releases = new Releases(database, kinds, followers(connectors.built(), live), clock);
        runs = new Runs(database, journal, history, clock, ids, graphs, autoPause(releases, settings, clock));
        triggers = starters.waiting(new Starting(runs, graphs, workspaces, tiers), releases);
        clearing = starters.clearing(workspaces, runs, history, retention(settings, digests));
        var drafts = new TestedDrafts(database, kinds, clock);
        var tests = new TestRuns(drafts, new Trials(runs, history), graphs, tiers);
        publishing = new Publishing(database, library, releases, actions, new NodeEffects(kinds));
        var invocations = new Invocations(actions, runs, history, graphs, tiers);
        var person = new AskedPerson(invocations, new Approvals(runs));
        var workflows = new RuntimeRoutes.Workflows(library, publishing, tests, triggers.of(history));
        var desk = new KindGuide.Desk(connectors.connectors(), kinds.guide(), connectors.builds());
        var runtime = new RuntimeRoutes(actions, invocations, person.approvals(), workflows, desk);
        var routes = new ArrayList<>(runtime.routes());
        mcp = new McpRoutes(encryptionKey, clock, ids);
        var tools = new McpTools(actions, person, library, publishing, desk, settings.publicUrl());
        routes.addAll(mcpRoutes(kinds, tools, new ActionCatalog(actions, person), new ActionChanges(actions)));
        List<Route> documented = List.copyOf(routes);
        people = people(settings, workspaces, access, ids, encryptionKey);
        routes.addAll(appRoutes(settings, keys(access, clock, ids), tiers, home.id(), documented));
        var metrics = new Metrics(database, runs, this::inFlight);
        routes.addAll(systemRoutes(settings, documented, metrics));
        var doors = new Doors(settings, new Doors.Windows(limits, tiers), guesses(clock), metrics, ids);
        http = doors.open(routes, people.doorkeeper());
        metricsHttp = doors.openForMetrics();
        chores = new Chores(
                database, access, digesting, retention(settings, digests), clock, sweeps(drafts, history), refreshed());
    }

    /** IllegalStateException with one line when what is kept was sealed with another key. */
    private byte[] journalKey(byte[] encryptionKey, Ids ids, Clock clock) {
        var rotation = new KeyRotation(database, ids, clock);
        rotation.claim(encryptionKey);
        return rotation.journalKey(encryptionKey);
    }

    private NodeKinds kinds(Settings settings) {
        return new NodeKinds(
                connectors.connectors(), sandbox, settings.workflows().limits());
    }

    private ConnectorParts connectors(Settings settings, Ids ids, byte[] encryptionKey) {
        var ground = new ConnectorParts.Ground(database, egress, policies, limits.circuits(), ids, clock);
        return new ConnectorParts(settings, ground, encryptionKey);
    }

    private Retention retention(Settings settings, JournalDigests digests) {
        return new Retention(database, digests, kept(settings, policies), clock);
    }

    /** For how many days the runs of a workspace are kept, as it has decided, or else the operator. */
    static ToIntFunction<WorkspaceId> kept(Settings settings, Policies policies) {
        Retention.Days days = settings.privacy().retention();
        return workspace -> days.of(workspace, policies.keptDays(workspace));
    }

    private PeopleParts people(Settings settings, Workspaces workspaces, Access access, Ids ids, byte[] encryptionKey) {
        var ground = new OAuth.Ground(database, egress, limits, ids, clock);
        return new PeopleParts(settings, ground, workspaces, access, encryptionKey);
    }

    private TriggerParts starters(Settings settings, Ids ids, Clock now) {
        return new TriggerParts(settings, new TriggerParts.Ground(database, limits, ids, now), connectors);
    }

    /** What other servers may have changed. */
    private List<Runnable> refreshed() {
        return List.of(policies::refresh, connectors.credentials()::refresh);
    }

    private AutoPause autoPause(Releases releases, Settings settings, Clock clock) {
        return new AutoPause(releases, actions, clock, settings.workflows().autoPauseAfter());
    }

    private static List<Activation> followers(BuiltConnectors built, Activations activations) {
        return List.of(new ActionAvailability(), new PinnedConnectors(built), activations);
    }

    private ApiKeys keys(Access access, Clock clock, Ids ids) {
        return new ApiKeys(database, ids, clock, access::keysChanged);
    }

    private static Database open(Settings settings) {
        Database database = Database.open(new StoreSettings(settings.dataDir(), settings.databaseUrl()));
        database.claim();
        return database;
    }

    private static Guesses guesses(Clock clock) {
        return new Guesses(new SteadyClock(clock, System::nanoTime));
    }

    private List<Route> appRoutes(
            Settings settings, ApiKeys keys, Tiers tiers, WorkspaceId home, List<Route> documented) {
        var more = new ArrayList<>(new GrantRoutes(people.oauth().grantedClients()).routes());
        more.addAll(people.routes());
        more.addAll(triggers.webhooks());
        Retention.Days kept = settings.privacy().retention();
        more.addAll(new PolicyRoutes(policies, kept.most(), people.people().audit()).routes());
        more.addAll(
                new ConnectionRoutes(connectors.connections(), people.people().audit()).routes());
        more.addAll(signIns(settings));
        more.addAll(new OperationTrialRoutes(
                        connectors.connectors(), history, people.people().audit())
                .routes());
        more.addAll(connectors.versions(publishing, people.people().audit()));
        more.addAll(new StarterRoutes(new Starters("http://127.0.0.1:" + settings.port())).routes());
        more.addAll(new UsageRoutes(history, policies, kept, clock).routes());
        var routes = new ArrayList<>(
                new AppRoutes(people.people(), keys, new Rates(tiers, limits), home, settings.publicUrl())
                        .routes(documented, RuntimeRoutes.PATH, more));
        routes.addAll(people.oauth().routes());
        return routes;
    }

    private List<Route> signIns(Settings settings) {
        return new ConnectionSignInRoutes(
                        connectors.connections(), people.people().audit(), settings.publicUrl())
                .routes();
    }

    private List<Runnable> sweeps(TestedDrafts drafts, RunHistory history) {
        var all = new ArrayList<>(people.people().sweeps());
        all.addAll(people.oauth().sweeps());
        all.addAll(triggers.sweeps());
        all.add(() -> drafts.forgetUnused(history::referToDraft));
        return all;
    }

    private List<Route> systemRoutes(Settings settings, List<Route> documented, Metrics metrics) {
        var routes = new ArrayList<>(new PageRoutes(PageFile.all()).routes());
        routes.add(MetricsRoutes.guarded(metrics));
        routes.addAll(new SystemRoutes(
                        () -> ready && database.reachable(),
                        () -> OpenApi.document("Triggo runtime", "1.0.0", settings.publicUrl(), documented))
                .routes());
        return routes;
    }

    private WorkspaceRedaction.Own own(WorkspaceId workspace) {
        Policy policy = policies.of(workspace);
        return new WorkspaceRedaction.Own(
                connectors.credentials().secrets(workspace), policy.redactFields(), policy.redactEmails());
    }

    /** Also what the log is blanked by. */
    private static Redaction redaction(Settings settings, byte[] encryptionKey, WorkspaceRedaction workspaces) {
        var own = new ArrayList<>(settings.secrets());
        own.add(HexFormat.of().formatHex(encryptionKey));
        var redaction = new Redaction(
                settings.privacy().redactFields(), settings.privacy().redactEmails(), own, workspaces);
        LogText.blankedBy(redaction.general());
        return redaction;
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
    static EgressSettings egressSettings(Settings settings) {
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

    private PeopleParts people() {
        return people;
    }

    /** The token that makes the first account, while there is none. */
    Optional<String> setupToken() {
        return people.people().signIn().setupToken();
    }

    /** What can be called at the address for everybody. */
    List<Route> routes() {
        return http.routes();
    }

    /** Takes up what was cut off, then opens the door. Returns the port. */
    int start(Path dataDir) {
        new Restored(runs, history, triggers, digesting, database.isShared()).settle(dataDir);
        runs.recover();
        triggers.start();
        clearing.start();
        connectors.builds().start();
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
        triggers.close();
        clearing.close();
        // The door stays open: whoever comes is told to come back, whoever waits for a run gets an answer.
        runs.close(GRACE);
        connectors.builds().close();
        mcp.close();
        http.stop(LAST_WORDS);
        if (metricsHttp != null) {
            metricsHttp.stop(Duration.ZERO);
        }
        sandbox.close();
        egress.close();
        limits.close();
        digesting.signLast();
        database.close();
    }
}
