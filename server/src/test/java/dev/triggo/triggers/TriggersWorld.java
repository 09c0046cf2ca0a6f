package dev.triggo.triggers;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.actions.AutoPause;
import dev.triggo.actions.Deployed;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.SideEffect;
import dev.triggo.connectors.Connectors;
import dev.triggo.connectors.ConnectorsAt;
import dev.triggo.connectors.TriggerCalls;
import dev.triggo.connectors.catalog.CatalogAt;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.credentials.TokenEndpoint;
import dev.triggo.credentials.Vault;
import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressRules;
import dev.triggo.egress.EgressSettings;
import dev.triggo.egress.HostResolver;
import dev.triggo.engine.Graph;
import dev.triggo.journal.Journal;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.library.WorkflowChange;
import dev.triggo.limits.Limits;
import dev.triggo.limits.Tiers;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.redaction.Redaction;
import dev.triggo.runs.ApprovalDecision;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.sandbox.Sandbox;
import dev.triggo.sdk.Credential;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.testing.TestClock;
import dev.triggo.testing.TestDatabase;
import dev.triggo.triggers.kinds.InboundWebhook;
import dev.triggo.workflow.WorkflowDefinition;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** All that a trigger needs to start runs, over a fresh database, with a clock that the test moves. */
final class TriggersWorld implements AutoCloseable {
    static final PersonId ADA = new PersonId("ada");

    private final TestDatabase test;
    final TestClock clock = TestClock.someDay();
    final Ids ids = new Ids(clock, new SecureRandom());
    final Workspaces workspaces;
    final WorkspaceId home;
    final Credentials credentials;
    final Library library;
    final Publishing publishing;
    final RunHistory history;
    final Runs runs;
    final Activations activations;
    final Hooks hooks;
    final TriggerCalls calls;
    final Releases releases;
    final Deliveries deliveries;
    final Starting starting;
    final Limits limits = new Limits(clock);
    final Triggers triggers;
    private final Egress egress;
    private final Sandbox sandbox = new Sandbox();
    private final NodeKinds kinds;
    private final Runs.Surroundings surroundings = new Surroundings();

    TriggersWorld(TestDatabase.Kind kind, String tier) {
        this(kind, tier, "");
    }

    /** @param allowed what may be called although it is private, as an operator writes it */
    TriggersWorld(TestDatabase.Kind kind, String tier, String allowed) {
        egress = new Egress(EgressSettings.of(allowed, List.of()), HostResolver.system());
        test = TestDatabase.open(kind);
        workspaces = new Workspaces(database(), clock);
        home = workspaces.ensureDefault(tier).id();
        var vault = new Vault(new byte[32], ids, clock);
        credentials = new Credentials(
                database(), vault, ids, clock, new TokenEndpoint(egress, workspace -> EgressRules.NONE, clock));
        var connectors = ConnectorsAt.of(
                CatalogAt.of("http://" + allowed), egress, clock, new Connectors.Kept(credentials, database()));
        kinds = new NodeKinds(connectors, sandbox);
        calls = new TriggerCalls(connectors);
        hooks = new Hooks(ground(), calls, vault, "https://triggo.example.com");
        activations = new Activations("https://triggo.example.com", calls, hooks, ids, clock);
        library = new Library(database(), kinds, among -> Set.of(), clock, ids, activations);
        releases = new Releases(database(), kinds, List.of(new ActionAvailability(), activations), clock);
        var actions = new Actions(database(), library, clock);
        publishing = new Publishing(database(), library, releases, actions, (workspace, node) -> SideEffect.NONE);
        var journal = new Journal(Redaction.standard(), new Sealer(new byte[32], ids));
        history = new RunHistory(database(), journal, surroundings);
        runs = new Runs(
                database(), journal, history, clock, ids, surroundings, new AutoPause(releases, actions, clock, 3));
        starting = new Starting(runs, surroundings, workspaces, Tiers.of(Map.of()));
        deliveries = new Deliveries(database(), limits, ids, clock);
        triggers = new Triggers(database(), activations, deliveries, starting, history, clock);
    }

    TriggersWorld(TestDatabase.Kind kind) {
        this(kind, "business");
    }

    private final class Surroundings implements Runs.Surroundings {
        @Override
        public Graph graph(WorkspaceId workspace, WorkflowId workflow, long version) {
            var definition = WorkflowDefinition.read(
                    library.recorded(workspace, workflow, version).content());
            return Graph.of(definition, type -> Objects.requireNonNull(kinds.find(type)));
        }

        @Override
        public String workspaceName(WorkspaceId workspace) {
            return workspaces.find(workspace).map(Workspace::name).orElse("");
        }

        @Override
        public String workflowName(WorkspaceId workspace, WorkflowId workflow, long version) {
            return "some";
        }

        @Override
        public Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
            return Optional.empty();
        }

        @Override
        public Runs.Callee callee(WorkspaceId workspace, String slug, Json input) {
            throw Problem.of(ProblemCode.ACTION_NOT_FOUND, "There is no action with this slug.");
        }
    }

    Database database() {
        return test.database();
    }

    Caller us() {
        return new Caller(
                home, ADA, "key", "trg_Test****", new Grants(Set.of(Scope.values()), Set.of()), "business", null);
    }

    /** A workflow that gives back what its trigger gave. */
    static Json.Obj definition(String connector, String operation, String config, String connection) {
        return (Json.Obj) Json.parse("""
                {"nodes":[{"id":"trigger_1","type":"trigger","connector":"%s","operation":"%s","config":%s%s},
                          {"id":"return_output","type":"return_output","config":{"output":"{{trigger_1}}"}}],
                 "edges":[{"id":"e1","source":"trigger_1","target":"return_output"}]}
                """.formatted(
                connector, operation, config, connection == null ? "" : ",\"connectionId\":\"" + connection + "\""));
    }

    static Json.Obj webhook(String config, String connection) {
        return definition(InboundWebhook.CONNECTOR, InboundWebhook.OPERATION, config, connection);
    }

    static Json.Obj schedule(String config) {
        return definition("schedule", "schedule", config, null);
    }

    WorkflowId create(Json.Obj definition) {
        return library.create(home, "some", null, definition, ADA).id();
    }

    Deployed deploy(WorkflowId workflow) {
        return publishing.deploy(us(), workflow, null, null);
    }

    Deployed change(WorkflowId workflow, Json.Obj definition) {
        library.update(home, workflow, new WorkflowChange(ADA, null, null, null, definition));
        return deploy(workflow);
    }

    /** The last part of the webhook's address. */
    String subscription(Deployed deployed) {
        String url = Objects.requireNonNull(deployed.toJson().text("webhookUrl"));
        return url.substring(url.lastIndexOf('/') + 1);
    }

    Webhooks webhooks(int perMinute) {
        return new Webhooks(
                database(),
                starting,
                deliveries,
                new Webhooks.Senders(credentials, hooks, calls),
                new Webhooks.Rate(limits, perMinute),
                clock);
    }

    /** The run of an event. */
    static String receive(Webhooks webhooks, String id, Incoming request) {
        try {
            return Objects.requireNonNull(webhooks.receive(id, request).run()).value();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    /** As one more server would: how many runs came of what is due. */
    int fireDueElsewhere() {
        try (var firings = firings()) {
            return firings.fireDue();
        } catch (InterruptedException stop) {
            throw new IllegalStateException(stop);
        }
    }

    Polls polls() {
        return new Polls(ground(), calls, starting, deliveries, releases);
    }

    Polls.Ground ground() {
        return new Polls.Ground(database(), ids, clock);
    }

    Firings firings() {
        return new Firings(database(), starting, deliveries, clock);
    }

    String secret(String secret, List<String> workflows) {
        Connection made = credentials.create(
                home,
                InboundWebhook.CONNECTOR,
                Terms.named("hook").onlyFor(workflows),
                new Credentials.Secret(new Credential.Secret(secret), Set.of()),
                Credentials.Signed.by(ADA));
        return made.id();
    }

    /** A connection of GitHub. */
    String token(String token) {
        return credentials
                .create(
                        home,
                        "github",
                        Terms.named("token"),
                        new Credentials.Secret(new Credential.Secret(token), Set.of()),
                        Credentials.Signed.by(ADA))
                .id();
    }

    static Incoming json(String body, Map<String, List<String>> more) {
        var headers = new java.util.HashMap<>(more);
        headers.putIfAbsent("content-type", List.of("application/json"));
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        return new Incoming(headers, "", () -> bytes);
    }

    long runCount() {
        return history.list(home, new RunHistory.Filter(null, null, null, null, null, null, 100))
                .runs()
                .size();
    }

    @Override
    public void close() {
        runs.close(Duration.ZERO);
        sandbox.close();
        egress.close();
        test.close();
    }
}
