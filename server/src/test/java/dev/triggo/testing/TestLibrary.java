package dev.triggo.testing;

import dev.triggo.access.Caller;
import dev.triggo.access.Grants;
import dev.triggo.access.Scope;
import dev.triggo.actions.ActionAvailability;
import dev.triggo.actions.Actions;
import dev.triggo.actions.Publishing;
import dev.triggo.actions.SideEffect;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.library.Activation;
import dev.triggo.library.FailedRun;
import dev.triggo.library.Library;
import dev.triggo.library.Releases;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.library.TestedDrafts;
import dev.triggo.library.WorkflowVersion;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeType;
import dev.triggo.workflow.NodeTypes;
import dev.triggo.workflow.WorkflowProblem;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Workflows and actions over a fresh database, with a handful of node kinds and a clock that stands still. */
public final class TestLibrary implements AutoCloseable {
    public static final WorkspaceId OURS = new WorkspaceId("ours");
    public static final WorkspaceId THEIRS = new WorkspaceId("theirs");
    public static final PersonId ADA = new PersonId("ada");

    private final TestDatabase test;
    private final Set<WorkflowId> running = ConcurrentHashMap.newKeySet();
    private volatile boolean followersFail;

    public final TestClock clock = TestClock.someDay();
    public final Library library;
    public final Releases releases;
    public final Actions actions;
    public final Publishing publishing;
    public final TestedDrafts tested;

    private TestLibrary(TestDatabase test) {
        this.test = test;
        this.library = new Library(
                test.database(),
                new Kinds(),
                asked -> asked.stream().filter(running::contains).collect(java.util.stream.Collectors.toSet()),
                clock,
                new Ids(clock, new SecureRandom()),
                new Follower());
        this.releases =
                new Releases(test.database(), new Kinds(), List.of(new ActionAvailability(), new Follower()), clock);
        this.actions = new Actions(test.database(), library, clock);
        this.publishing = anotherServer(actions);
        this.tested = new TestedDrafts(test.database(), new Kinds(), clock);
    }

    /** Publishing as a second server on the same database would do it, telling only its own actions. */
    public Publishing anotherServer(Actions itsActions) {
        return new Publishing(test.database(), library, releases, itsActions, (workspace, node) -> effect(node));
    }

    private static SideEffect effect(Node node) {
        return switch (node.type()) {
            case "fetch" -> SideEffect.READ;
            case "send" -> SideEffect.WRITE;
            case String other -> SideEffect.NONE;
        };
    }

    public static TestLibrary open(TestDatabase.Kind kind) {
        return new TestLibrary(TestDatabase.open(kind));
    }

    public Database database() {
        return test.database();
    }

    public void pass(long millis) {
        clock.move(Duration.ofMillis(millis));
    }

    /** Takes the workflow out of service as the server does after failures; false when this version is not live. */
    public boolean pause(WorkspaceId workspace, WorkflowId workflow, long version) {
        var failed = new FailedRun(workspace, workflow, version, new RunId("run-" + version), "TIMEOUT");
        return database().write(tx -> releases.failed(tx, failed, 1));
    }

    public void setRunning(WorkflowId workflow) {
        running.add(workflow);
    }

    /** From now on, whatever follows an activation fails. */
    public void breakFollowers() {
        followersFail = true;
    }

    /** A sound callable workflow, one millisecond after the one before. */
    public SavedWorkflow create(WorkspaceId workspace, String name) {
        return create(workspace, name, callable(anyInput()));
    }

    public SavedWorkflow create(WorkspaceId workspace, String name, Json definition) {
        pass(1);
        return library.create(workspace, name, null, definition, ADA);
    }

    public static Caller caller(WorkspaceId workspace, Scope... scopes) {
        return caller(workspace, new Grants(Set.of(scopes), Set.of()));
    }

    public static Caller caller(WorkspaceId workspace, Grants grants) {
        return new Caller(workspace, ADA, "key", "trg_Test****", grants, "free", null);
    }

    /** Ours, with every scope. */
    public static Caller us() {
        return caller(OURS, Scope.values());
    }

    public static Caller them() {
        return caller(THEIRS, Scope.values());
    }

    public static Json anyInput() {
        return Json.parse("{\"type\":\"object\"}");
    }

    public static Json.Obj callable(Json inputSchema) {
        return (Json.Obj) Json.parse("""
                {"nodes":[{"id":"action_input","type":"action_input","position":{"x":1.50,"y":-2},"config":{"inputSchema":%s}},
                          {"id":"return_output","type":"return_output","notes":"kept","config":{"output":{"ok":true}}}],
                 "edges":[{"id":"e1","source":"action_input","target":"return_output"}]}
                """.formatted(inputSchema.write()));
    }

    /** A callable workflow with one node of this type in the middle. */
    public static Json.Obj through(String node) {
        return (Json.Obj) Json.parse("""
                {"nodes":[{"id":"action_input","type":"action_input","config":{"inputSchema":{"type":"object"}}},
                          %s,
                          {"id":"return_output","type":"return_output","config":{"output":{"ok":true}}}],
                 "edges":[{"id":"e1","source":"action_input","target":"middle"},
                          {"id":"e2","source":"middle","target":"return_output"}]}
                """.formatted(node));
    }

    public static Json.Obj eventDriven() {
        return (Json.Obj) Json.parse("""
                {"nodes":[{"id":"tick_1","type":"tick","config":{}},{"id":"send_1","type":"send","config":{}}],
                 "edges":[{"id":"e1","source":"tick_1","target":"send_1"}]}
                """);
    }

    /** Neither called nor started by an event, with an edge to nowhere. */
    public static Json.Obj unsound() {
        return (Json.Obj) Json.parse("""
                {"nodes":[{"id":"send_1","type":"send","config":{}}],
                 "edges":[{"id":"e1","source":"send_1","target":"nowhere"}]}
                """);
    }

    @Override
    public void close() {
        test.close();
    }

    private final class Follower implements Activation {
        @Override
        public Optional<Entrance> activated(Transaction tx, WorkflowVersion version, PersonId by) {
            if (followersFail) {
                throw new IllegalStateException("the follower fails");
            }
            return Optional.empty();
        }

        @Override
        public Optional<Entrance> entrance(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
            return Optional.empty();
        }

        @Override
        public void deactivated(Transaction tx, WorkspaceId workspace, WorkflowId workflow) {
            if (followersFail) {
                throw new IllegalStateException("the follower fails");
            }
        }
    }

    private static final class Kinds implements NodeTypes {
        private static final List<String> NAMES =
                List.of("action_input", "return_output", "set", "fetch", "send", "approval", "tick");

        @Override
        public NodeType find(String type) {
            return NAMES.contains(type) ? new Kind(type) : null;
        }

        @Override
        public List<String> names() {
            return NAMES;
        }
    }

    private record Kind(String type) implements NodeType {
        @Override
        public Json.Obj configSchema(Node node) {
            return Json.EMPTY_OBJECT;
        }

        @Override
        public Set<String> handles(Node node) {
            return Set.of();
        }

        @Override
        public List<WorkflowProblem> check(Node node) {
            return List.of();
        }

        @Override
        public boolean isTrigger() {
            return type.equals("tick");
        }

        @Override
        public boolean takesOptions() {
            return type.equals("send") || type.equals("fetch");
        }
    }
}
