package dev.triggo.engine;

import dev.triggo.kernel.Json;
import dev.triggo.workflow.Edge;
import dev.triggo.workflow.Node;
import dev.triggo.workflow.NodeOptions;
import dev.triggo.workflow.WorkflowDefinition;
import dev.triggo.workflow.WorkflowProblem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * One run on a clock that is moved by hand: events in, decisions out. What only computes is carried out at once, as the
 * script says; {@code work} is under way until the scenario ends it.
 */
final class TrialRun {
    static final NodeOptions PLAIN = NodeOptions.DEFAULT;
    static final NodeOptions GOES_ON = new NodeOptions(0, 1000, true, 30_000, null, false);
    static final NodeOptions ONCE = new NodeOptions(0, 1000, false, 30_000, null, true);
    static final NodeOptions RETRIES = new NodeOptions(2, 1000, false, 30_000, null, false);
    static final NodeOptions GATED = new NodeOptions(0, 1000, false, 30_000, Json.EMPTY_OBJECT, false);

    /** A kind that only has a name: the trial carries it out. */
    private record Kind(String type) implements NodeKind {
        @Override
        public String description() {
            return type;
        }

        @Override
        public Example example() {
            throw new UnsupportedOperationException(type);
        }

        @Override
        public Effect effect(Node node) {
            return type.equals("work") ? Effect.WRITE : Effect.NONE;
        }

        @Override
        public boolean asksApproval() {
            return type.equals("ask");
        }

        @Override
        public boolean hasBody() {
            return type.equals("loop");
        }

        @Override
        public boolean givesRunOutput() {
            return type.equals("out");
        }

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
        public Outcome run(NodeContext context) {
            throw new UnsupportedOperationException(type);
        }
    }

    private final SortedSet<String> transitions;
    private final List<Node> nodes = new ArrayList<>();
    private final List<Edge> edges = new ArrayList<>();
    private final Map<String, Outcome> script = new HashMap<>();
    private final Set<String> failing = new HashSet<>();
    private final List<String> told = new ArrayList<>();
    private @Nullable RunState made;
    private int asked;
    long now = 1;

    /** @param transitions takes every change of a status, with the event that made it */
    TrialRun(SortedSet<String> transitions) {
        this.transitions = transitions;
    }

    TrialRun node(String id, String type, NodeOptions options) {
        int in = id.indexOf('@');
        String name = in < 0 ? id : id.substring(0, in);
        String parent = in < 0 ? null : id.substring(in + 1);
        nodes.add(new Node(name, type, name, Json.EMPTY_OBJECT, null, null, null, parent, options));
        return this;
    }

    /** Nodes of one type, as {@code "a b c@loop"}. */
    TrialRun nodes(String type, String ids) {
        for (String id : ids.split(" ")) {
            node(id, type, PLAIN);
        }
        return this;
    }

    /** Edges, as {@code "a>b b>c:true"}. */
    TrialRun edges(String all) {
        for (String edge : all.split(" ")) {
            String[] ends = edge.split("[>:]");
            edges.add(new Edge(edge, ends[0], ends.length == 3 ? ends[2] : null, ends[1]));
        }
        return this;
    }

    /** What comes of a node that only computes; nothing said: an empty object. */
    TrialRun gives(String id, Outcome outcome) {
        script.put(id, outcome);
        return this;
    }

    /** The loop fails once all its items are done. */
    TrialRun failsAtEnd(String loop) {
        failing.add(loop);
        return this;
    }

    static Outcome each(int items, int concurrency, boolean goesOn) {
        return new Outcome.Each(java.util.Collections.nCopies(items, Json.of(0)), concurrency, goesOn);
    }

    static Outcome broken(boolean retryable) {
        return new Outcome.Failed("BROKEN", "It is broken.", retryable, null);
    }

    RunState state() {
        if (made == null) {
            made = new RunState(Graph.of(new WorkflowDefinition(nodes, edges, null), Kind::new));
        }
        return made;
    }

    /** Accepts the run and lets it go as far as it can. */
    TrialRun start() {
        apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "action", false));
        return go();
    }

    TrialRun startDry() {
        apply(new RunEvent.RunAccepted(Json.EMPTY_OBJECT, "dry_run", true));
        return go();
    }

    TrialRun after(long millis) {
        now += millis;
        return go();
    }

    TrialRun go() {
        boolean moved = true;
        for (int rounds = 0; moved; rounds++) {
            if (rounds > 10_000) {
                throw new AssertionError("the engine goes round and round: " + Engine.next(state(), now));
            }
            moved = false;
            for (Decision decision : Engine.next(state(), now)) {
                moved |= carryOut(decision);
            }
        }
        return this;
    }

    private boolean carryOut(Decision decision) {
        switch (decision) {
            case Decision.Record r -> apply(r.event());
            case Decision.Start s -> {
                if (state().mayBegin(s.step())) {
                    begin(s.step(), s.attempt());
                }
            }
            case Decision.Ask a -> {
                if (state().mayBegin(a.step())) {
                    apply(new RunEvent.ApprovalRequested(
                            a.step(),
                            new Approval.Request(
                                    "q" + ++asked, "?", "?", Json.EMPTY_OBJECT, "hash", now + 1_000_000, false)));
                }
            }
            case Decision.FinishLoop f -> finish(f.step());
            case Decision.Wait w -> {
                return false;
            }
        }
        return true;
    }

    private void finish(StepRef loop) {
        if (failing.contains(loop.nodeId())) {
            outcome(loop, broken(false));
        } else {
            apply(new RunEvent.LoopCompleted(loop, 1, 0));
        }
    }

    private void begin(StepRef ref, int attempt) {
        apply(new RunEvent.StepStarted(ref, attempt, Json.EMPTY_OBJECT));
        Node node = state().graph().node(ref.nodeId());
        if (!node.type().equals("work")) {
            outcome(ref, script.getOrDefault(node.id(), Outcome.done(Json.EMPTY_OBJECT)));
        }
    }

    private void outcome(StepRef ref, Outcome outcome) {
        Engine.outcome(state().known(ref), outcome, 0, 0).forEach(this::apply);
    }

    /** Work comes to its end. */
    TrialRun end(String step, Outcome outcome) {
        outcome(ref(step), outcome);
        return go();
    }

    TrialRun end(String step) {
        return end(step, Outcome.done(Json.EMPTY_OBJECT));
    }

    TrialRun approve() {
        Approval pending = state().approvalPending();
        if (pending == null) {
            throw new AssertionError("nobody is asked");
        }
        apply(new RunEvent.ApprovalApproved(pending.step(), pending.request().id(), "p", null));
        if (state().graph().kind(pending.step().nodeId()).asksApproval()) {
            apply(new RunEvent.StepCompleted(pending.step(), 1, Json.EMPTY_OBJECT, null, 0));
        }
        return go();
    }

    TrialRun reject() {
        Approval pending = state().approvalPending();
        if (pending == null) {
            throw new AssertionError("nobody is asked");
        }
        apply(new RunEvent.ApprovalRejected(pending.step(), pending.request().id(), "p", null));
        return go();
    }

    /** The server dies and comes back after a while. */
    TrialRun crash(long awayMs) {
        now += awayMs;
        List<RunEvent> verdict = Engine.afterCrash(state());
        if (!verdict.isEmpty()) {
            verdict.forEach(this::apply);
            return this;
        }
        apply(new RunEvent.RunResumed("the server was restarted"));
        for (Step step : state().unfinishedSteps()) {
            begin(step.ref(), step.attempt() + 1);
        }
        return go();
    }

    void apply(RunEvent event) {
        var before = statuses();
        String run = state().status().wireName();
        state().apply(event, now);
        String name = event.getClass().getSimpleName();
        statuses().forEach((step, status) -> {
            String was = before.getOrDefault(step, "pending");
            if (!was.equals(status)) {
                transitions.add("step " + was + " -> " + status + " by " + name);
            }
        });
        String is = state().status().wireName();
        transitions.add("run " + run + " -> " + is + " by " + name);
        told.add(event instanceof RunEvent.OfStep of ? name + " " + of.step() : name);
    }

    private Map<String, String> statuses() {
        var statuses = new HashMap<String, String>();
        state().steps()
                .forEach(step ->
                        statuses.put(step.ref().toString(), step.status().wireName()));
        return statuses;
    }

    static StepRef ref(String text) {
        int in = text.indexOf('#');
        return in < 0 ? StepRef.of(text) : new StepRef(text.substring(0, in), text.substring(in + 1));
    }

    /** The events of these names, in order, as {@code "StepStarted a"}. */
    List<String> told(String... names) {
        return told.stream()
                .filter(line -> Set.of(names).contains(line.split(" ")[0]))
                .toList();
    }

    String status(String step) {
        Step found = state().find(ref(step));
        return found == null ? "gone" : found.status().wireName();
    }

    String status() {
        return state().status().wireName();
    }
}
