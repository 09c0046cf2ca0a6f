package dev.triggo.runs;

import dev.triggo.engine.Engine;
import dev.triggo.engine.Graph;
import dev.triggo.engine.RunEvent;
import dev.triggo.engine.RunState;
import dev.triggo.engine.Step;
import dev.triggo.engine.StepRef;
import dev.triggo.journal.Journal;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.journal.Sealer;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redaction;
import dev.triggo.store.SteppedDatabase;
import dev.triggo.store.Transaction;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What is kept of a simulated server's runs, and what must hold of it at every moment. */
abstract class SimulatedStore {
    static final WorkspaceId WORKSPACE = new WorkspaceId("w1");
    static final long START = 1_700_000_000_000L;

    /** One for all lives: it takes longer to make than a short life. */
    static final Redaction REDACTION = Redaction.standard();

    final SteppedDatabase database;
    final Map<String, Graph> graphs = new HashMap<>();
    final Journal journal =
            new Journal(REDACTION, new Sealer(new byte[32], new Ids(Clock.systemUTC(), new SecureRandom())));
    final RunHistory history;

    SimulatedStore(SteppedDatabase database) {
        this.database = database;
        this.history = new RunHistory(database, journal, surroundings());
    }

    @Nullable
    Run history(String run) {
        boolean known = database.read(tx -> RunRow.find(tx, new RunId(run))).isPresent();
        return known ? history.find(WORKSPACE, new RunId(run)) : null;
    }

    /** All that decides how the run goes on, and all that is shown of it. */
    static String text(Run run) {
        RunState state = run.state();
        return run.toJson(true).write()
                + Engine.next(state, START)
                + Engine.next(state, START + 100_000_000_000L)
                + state.settledCount();
    }

    static String differing(String kept, String moved) {
        int at = 0;
        while (at < Math.min(kept.length(), moved.length()) && kept.charAt(at) == moved.charAt(at)) {
            at++;
        }
        int from = Math.max(0, at - 200);
        return kept.substring(from, Math.min(kept.length(), at + 200)) + " | "
                + moved.substring(from, Math.min(moved.length(), at + 200));
    }

    /** The journal has no gap, tells each step's success once and each request's decision once, and the row agrees. */
    void checkKept(String run) {
        var successes = new HashSet<StepRef>();
        var decisions = new HashSet<String>();
        int count = 0;
        boolean over = false;
        List<RecordedEvent> events = events(run);
        for (RecordedEvent event : events) {
            check(event.seq() == ++count, () -> "run " + run + " has a gap before event " + event.seq());
            check(!over, () -> "run " + run + " goes on after its end with " + event.event());
            switch (event.event()) {
                case RunEvent.StepCompleted e ->
                    check(successes.add(e.step()), () -> run + ": " + e.step() + " succeeds twice");
                case RunEvent.LoopCompleted e ->
                    check(successes.add(e.step()), () -> run + ": " + e.step() + " succeeds twice");
                case RunEvent.ApprovalApproved e -> check(decisions.add(e.approvalId()), () -> run + ": two decisions");
                case RunEvent.ApprovalRejected e -> check(decisions.add(e.approvalId()), () -> run + ": two decisions");
                case RunEvent.ApprovalExpired e -> check(decisions.add(e.approvalId()), () -> run + ": two decisions");
                case RunEvent.RunSucceeded e -> over = true;
                case RunEvent.RunFailed e -> over = true;
                case RunEvent.RunCancelled e -> over = true;
                case RunEvent.RunTimedOut e -> over = true;
                case RunEvent other -> {}
            }
        }
        database.read(tx -> RunRow.find(tx, new RunId(run)))
                .ifPresent(row -> check(
                        row.equals(row.at(state(row, events), row.wakeAt(), row.lease())),
                        () -> "the row of " + run + " is not what its events say"));
    }

    void checkEnd(String run) {
        check(state(run).status().isFinal(), () -> "run " + run + " has no end");
        checkKept(run);
    }

    String told(String run) {
        return events(run).stream()
                .map(event -> (event.at() - START) + " " + event.event())
                .collect(Collectors.joining("\n"));
    }

    /** What is known of runs that should have ended long ago. */
    String stuck(Runs runs, long now) {
        var told = new StringBuilder();
        for (RunRow row : unfinished()) {
            List<RecordedEvent> events = events(row.id().value());
            RunDriver driver = runs.active.find(row.id());
            told.append(row.id())
                    .append(row.wakeAt() == 0 ? "" : " to wake in " + (row.wakeAt() - now) + " ms")
                    .append(driver == null ? ", moved by nobody" : driver.isCarryingOut() ? ", carrying out" : ", idle")
                    .append(", then ")
                    .append(Engine.next(state(row.id().value()), now))
                    .append(", after ")
                    .append(events.getLast().event());
            for (Step step : state(row.id().value()).steps()) {
                told.append(' ').append(step.ref()).append('=').append(step.status());
            }
        }
        return told.toString();
    }

    static void check(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    List<RunRow> unfinished() {
        return database.read(tx -> RunRow.due(tx, Long.MAX_VALUE, null, 100));
    }

    List<RunRow> waiting() {
        return unfinished().stream()
                .filter(row -> row.status() == dev.triggo.engine.RunStatus.WAITING_FOR_APPROVAL)
                .toList();
    }

    List<RecordedEvent> events(String run) {
        return database.read(tx -> Journal.read(tx, new RunId(run)));
    }

    RunState state(String run) {
        return state(database.read(tx -> RunRow.find(tx, new RunId(run))).orElseThrow(), events(run));
    }

    private RunState state(RunRow row, List<RecordedEvent> events) {
        var state =
                new RunState(Objects.requireNonNull(graphs.get(row.workflow().value())));
        events.forEach(event -> state.apply(event.event(), event.at()));
        return state;
    }

    Runs.Surroundings surroundings() {
        return new Runs.Surroundings() {
            @Override
            public Graph graph(WorkspaceId workspace, WorkflowId workflow, long version) {
                return Objects.requireNonNull(graphs.get(workflow.value()));
            }

            @Override
            public String workspaceName(WorkspaceId workspace) {
                return "Test";
            }

            @Override
            public String workflowName(WorkspaceId workspace, WorkflowId workflow, long version) {
                return "Test";
            }

            @Override
            public Optional<Problem> refusal(Transaction tx, WorkspaceId workspace, ApprovalDecision decision) {
                return Optional.empty();
            }

            @Override
            public Runs.Callee callee(WorkspaceId workspace, String slug, Json input) {
                return new Runs.Callee(
                        new RunRequest.Target(new WorkflowId(slug), 1, slug, Objects.requireNonNull(graphs.get(slug))),
                        input);
            }
        };
    }
}
