package dev.triggo.runs;

import dev.triggo.engine.Graph;
import dev.triggo.engine.NodeContext;
import dev.triggo.engine.Outcome;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.StepRef;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.nodes.NodeKinds;
import dev.triggo.store.SteppedDatabase;
import dev.triggo.trials.Trials;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.WorkflowDefinition;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** The world outside of a simulated server: what it answers, and what must hold at the moment when a call leaves. */
abstract class SimulatedWorld extends SimulatedStore {
    static final PersonId STARTER = new PersonId("p1");

    final Random random;
    /** Calls that left, by key. */
    final Map<String, Integer> calls = new HashMap<>();

    private final NodeKinds kinds;
    private final Map<String, WorkflowDefinition> definitions = new HashMap<>();
    /** Nothing goes wrong any more. */
    boolean calm;

    Outcome answer = Outcome.done(Json.EMPTY_OBJECT);

    @Nullable
    String executing;

    SimulatedWorld(SteppedDatabase database, NodeKinds kinds, Random random) {
        super(database);
        this.kinds = kinds;
        this.random = random;
    }

    void graph(String name, boolean pure, @Nullable String callee) {
        WorkflowDefinition definition = RandomGraphs.next(random, pure, callee);
        definitions.put(name, definition);
        graphs.put(name, graph(definition));
    }

    Graph graph(WorkflowDefinition definition) {
        return Graph.of(definition, type -> switch (type) {
            case SimulatedKind.READS -> new SimulatedKind(type, dev.triggo.engine.Effect.READ, this::answer);
            case SimulatedKind.WRITES -> new SimulatedKind(type, dev.triggo.engine.Effect.WRITE, this::answer);
            default -> Objects.requireNonNull(kinds.find(type));
        });
    }

    RunRequest request(String name, RunRequest.@Nullable Reuse reuse) {
        return request(name, reuse == null ? Source.ACTION : Source.REPLAY, reuse);
    }

    private RunRequest request(String name, Source source, RunRequest.@Nullable Reuse reuse) {
        return new RunRequest(
                WORKSPACE,
                STARTER,
                "trg_test****",
                new RunRequest.Target(new WorkflowId(name), 1, name, Objects.requireNonNull(graphs.get(name))),
                Json.object().put("n", 1).build(),
                source,
                false,
                null,
                null,
                null,
                reuse);
    }

    /** How a run is begun. */
    @FunctionalInterface
    interface Beginning {
        Runs.Accepted begin() throws InterruptedException;
    }

    /** A test of a workflow with some outputs given, or a step of an earlier run that is carried out once more. */
    Runs.Accepted trial(Runs runs, List<String> earlier) throws InterruptedException {
        var trials = new Trials(runs, history);
        for (String run : earlier) {
            List<StepRef> begun = state(run).status().isFinal() ? begun(run) : List.of();
            if (!begun.isEmpty() && random.nextInt(3) == 0) {
                StepRef step = begun.get(random.nextInt(begun.size()));
                return trials.rerun(
                        new Trials.Asker(WORKSPACE, STARTER, "trg_test****", false, null, null),
                        new Trials.Again(new RunId(run), step.nodeId(), step.iteration(), null),
                        Duration.ZERO);
            }
        }
        Json.Builder pinned = Json.object();
        for (Node node : Objects.requireNonNull(definitions.get("first")).nodes()) {
            if (SimulatedKind.TYPES.contains(node.type()) && random.nextBoolean()) {
                pinned.put(node.id(), Json.EMPTY_OBJECT);
            }
        }
        return trials.test(request("first", Source.TEST, null), pinned.build(), Duration.ZERO);
    }

    private List<StepRef> begun(String run) {
        return events(run).stream()
                .map(RecordedEvent::event)
                .filter(RunEvent.StepStarted.class::isInstance)
                .map(event -> ((RunEvent.StepStarted) event).step())
                .toList();
    }

    /** A loop is carried out with all that it goes over. */
    private static boolean isWithin(Graph graph, String node, String outer) {
        String parent = graph.node(node).parentId();
        return node.equals(outer) || parent != null && isWithin(graph, parent, outer);
    }

    private boolean isPinned(String run, String node) {
        return events(run).stream()
                .anyMatch(event -> event.event() instanceof RunEvent.RunTested tested
                        && tested.pinned().containsKey(node));
    }

    boolean isTrial(String run) {
        return history.find(WORKSPACE, new RunId(run)).row().source() == Source.TEST;
    }

    static boolean isOutside(StepRef step) {
        return step.iteration().isEmpty();
    }

    static boolean hasFailed(RunState state) {
        return switch (state.status()) {
            case FAILED, TIMED_OUT, CANCELLED -> true;
            case ACCEPTED, RUNNING, WAITING_FOR_APPROVAL, SUCCEEDED -> false;
        };
    }

    Outcome outcome() {
        return switch (random.nextInt(calm ? 6 : 10)) {
            case 6 -> new Outcome.Failed("TIMEOUT", "too slow", true, null);
            case 7 -> new Outcome.Failed("RATE_LIMITED", "too fast", true, Duration.ofSeconds(random.nextInt(5)));
            case 8 -> new Outcome.Failed("UPSTREAM_ERROR", "broken", true, null);
            case 9 -> Outcome.failed("EGRESS_DENIED", "not there");
            default -> Outcome.done(Json.object().put("v", random.nextInt(100)).build());
        };
    }

    /** The call of a step leaves: the moment at which everything must be as it was promised. */
    void send(ManualTimers.StepTask task) {
        task.called = true;
        int dot = task.step.indexOf('#');
        var ref = dot < 0
                ? StepRef.of(task.step)
                : new StepRef(task.step.substring(0, dot), task.step.substring(dot + 1));
        RunState kept = state(task.run);
        var node = kept.graph().node(ref.nodeId());
        int before = calls.merge(task.key(), 1, Integer::sum) - 1;
        check(
                kept.rerun() == null
                        || isWithin(
                                kept.graph(), ref.nodeId(), kept.rerun().step().nodeId()),
                () -> task.key() + " leaves, and another step was to be carried out again");
        check(!node.options().effectOnce() || before == 0, () -> task.key() + " must happen once and left again");
        boolean started = false;
        boolean approved = node.options().requiresApproval() == null;
        check(!isPinned(task.run, ref.nodeId()), () -> task.key() + " leaves although its output was given");
        for (RecordedEvent event : events(task.run)) {
            if (event.event() instanceof RunEvent.OfStep of && of.step().equals(ref)) {
                started |= of instanceof RunEvent.StepStarted;
                approved |= of instanceof RunEvent.ApprovalApproved;
                check(
                        !(of instanceof RunEvent.StepCompleted),
                        () -> task.key() + " leaves again after its success was recorded: " + told(task.run));
            }
        }
        boolean rests =
                node.type().equals(SimulatedKind.READS) && !node.options().effectOnce();
        check(started || rests, () -> task.key() + " leaves before its start is durable");
        check(approved || rests, () -> task.key() + " leaves without a yes that is durable");
    }

    Outcome answer(NodeContext context) {
        String key = context.run() + ":" + context.step();
        check(
                context.idempotencyKey().equals(key),
                () -> "the outward key of " + key + " is " + context.idempotencyKey());
        check(key.equals(executing), () -> key + " is carried out without a thread of its own");
        if (context.node().options().requiresApproval() != null) {
            String hash = Hash.sha256Hex(context.config().canonical());
            check(
                    events(context.run().value()).stream()
                                    .anyMatch(event -> event.event() instanceof RunEvent.ApprovalRequested asked
                                            && asked.step().equals(context.step())
                                            && asked.request().argumentsHash().equals(hash))
                            || context.node().type().equals(SimulatedKind.READS),
                    () -> key + " does something else than was approved");
        }
        return answer;
    }
}
