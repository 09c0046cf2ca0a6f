package dev.triggo.connectors;

import dev.triggo.kernel.WorkspaceId;
import dev.triggo.limits.Circuits;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps calls from services that fail: {@value #FAILURES} failures within {@link #WINDOW} open a circuit for {@link
 * #PAUSE}, then one call may try; if it goes well the circuit closes, else it stays open for as long again. A circuit is
 * of one workspace, so that nobody stops another's calls, and of all servers that share a Redis. Circuits without a
 * failure are not kept. Thread-safe.
 */
final class Breakers {
    static final int FAILURES = 5;
    static final Duration WINDOW = Duration.ofSeconds(300);
    static final Duration PAUSE = Duration.ofSeconds(60);

    /** Of one workspace; one that calls more failing services forgets the one that it called least recently. */
    static final int MOST_CIRCUITS = 500;

    /** A call takes no longer than a step may; whoever tries and dies is not waited for. */
    private static final Circuits.Terms TERMS = new Circuits.Terms(FAILURES, WINDOW, PAUSE, Duration.ofSeconds(35));

    private final LongSupplier nanoTime;
    private final @Nullable Circuits shared;
    private final Map<WorkspaceId, LinkedHashMap<Line, Circuit>> circuits = new HashMap<>();

    /** @param nanoTime a time that never goes back, as {@link System#nanoTime} */
    Breakers(LongSupplier nanoTime) {
        this(nanoTime, null);
    }

    /** @param shared what other servers know; null when this one is alone */
    Breakers(LongSupplier nanoTime, @Nullable Circuits shared) {
        this.nanoTime = nanoTime;
        this.shared = shared;
    }

    /**
     * What a circuit is for: a connector, as whom it calls, and where. A connection whose credential makes a service fail
     * leaves the others as they were.
     *
     * @param connection null where the call signs in with none
     */
    record Line(String connector, @Nullable String connection, String place) {}

    /** How a call ended, as far as the other side is concerned. */
    enum Ending {
        /** It answered. */
        ANSWERED,
        /** It did not answer in time, could not be reached, or said that the fault is its own. */
        FAILED,
        /** The call never got there, or was given up by us. */
        UNKNOWN
    }

    /** Leave for one call. Must be given back, however the call ended. */
    interface Permit {
        void ended(Ending ending);
    }

    /** Leave to call, or how long the circuit stays open. */
    sealed interface Verdict {
        record Go(Permit permit) implements Verdict {}

        record Open(Duration left) implements Verdict {}
    }

    private static final class Circuit {
        final ArrayDeque<Long> failures = new ArrayDeque<>(FAILURES);
        boolean open;
        long openUntil;
        /** The one call that may try; what others that are still under way bring back does not count then. */
        @Nullable
        Permit probe;
    }

    /**
     * What all servers know decides. While they cannot be asked, it is what this one has seen, which it always notes: also
     * how calls ended that the others let through.
     */
    Verdict admit(WorkspaceId workspace, Line line) {
        return shared == null ? admitHere(workspace, line) : admit(workspace, line, shared);
    }

    private Verdict admit(WorkspaceId workspace, Line line, Circuits others) {
        String name = workspace + " " + line.connector() + " " + Objects.requireNonNullElse(line.connection(), "-")
                + " " + line.place();
        return switch (others.admit(name, TERMS)) {
            case null -> admitHere(workspace, line);
            case Circuits.Leave.Wait wait -> new Verdict.Open(wait.left());
            case Circuits.Leave.Go go ->
                new Verdict.Go(ending -> {
                    ended(workspace, line, ending);
                    if (ending == Ending.FAILED) {
                        others.failed(name, TERMS);
                    }
                });
            case Circuits.Leave.Try trial ->
                new Verdict.Go(ending -> {
                    if (ending == Ending.ANSWERED) {
                        close(workspace, line);
                    }
                    Boolean answered = ending == Ending.UNKNOWN ? null : ending == Ending.ANSWERED;
                    others.tried(name, trial.token(), answered, TERMS);
                });
        };
    }

    private synchronized void close(WorkspaceId workspace, Line line) {
        forget(workspace, line);
    }

    private synchronized Verdict admitHere(WorkspaceId workspace, Line line) {
        Circuit circuit = find(workspace, line);
        if (circuit == null || !circuit.open) {
            return new Verdict.Go(ending -> ended(workspace, line, ending));
        }
        long left = circuit.openUntil - nanoTime.getAsLong();
        if (left > 0 || circuit.probe != null) {
            return new Verdict.Open(Duration.ofNanos(Math.max(0, left)));
        }
        var probe = new Probe(workspace, line);
        circuit.probe = probe;
        return new Verdict.Go(probe);
    }

    private final class Probe implements Permit {
        private final WorkspaceId workspace;
        private final Line line;

        Probe(WorkspaceId workspace, Line line) {
            this.workspace = workspace;
            this.line = line;
        }

        @Override
        public void ended(Ending ending) {
            probed(this, ending);
        }
    }

    /** A call that was let through by a closed circuit. */
    private synchronized void ended(WorkspaceId workspace, Line line, Ending ending) {
        if (ending != Ending.FAILED) {
            return;
        }
        long now = nanoTime.getAsLong();
        Circuit circuit = findOrMake(workspace, line);
        if (circuit.open) {
            return;
        }
        circuit.failures.addLast(now);
        dropOld(circuit, now);
        if (circuit.failures.size() >= FAILURES) {
            open(circuit, now);
        }
    }

    private synchronized void probed(Probe probe, Ending ending) {
        Circuit circuit = find(probe.workspace, probe.line);
        if (circuit == null || circuit.probe != probe) {
            return;
        }
        circuit.probe = null;
        switch (ending) {
            case ANSWERED -> forget(probe.workspace, probe.line);
            case FAILED -> open(circuit, nanoTime.getAsLong());
            // The next one may try.
            case UNKNOWN -> {}
        }
    }

    private static void open(Circuit circuit, long now) {
        circuit.open = true;
        circuit.openUntil = now + PAUSE.toNanos();
        circuit.failures.clear();
    }

    private static void dropOld(Circuit circuit, long now) {
        while (!circuit.failures.isEmpty() && now - circuit.failures.getFirst() >= WINDOW.toNanos()) {
            circuit.failures.removeFirst();
        }
    }

    private @Nullable Circuit find(WorkspaceId workspace, Line line) {
        LinkedHashMap<Line, Circuit> ours = circuits.get(workspace);
        return ours == null ? null : ours.get(line);
    }

    private Circuit findOrMake(WorkspaceId workspace, Line line) {
        LinkedHashMap<Line, Circuit> ours =
                circuits.computeIfAbsent(workspace, id -> new LinkedHashMap<>(16, 0.75f, true));
        Circuit known = ours.get(line);
        if (known != null) {
            return known;
        }
        if (ours.size() >= MOST_CIRCUITS) {
            makeRoom(ours);
        }
        var made = new Circuit();
        ours.put(line, made);
        return made;
    }

    /** Circuits whose failures are all too old go first, then the one that was used least recently. */
    private void makeRoom(LinkedHashMap<Line, Circuit> ours) {
        long now = nanoTime.getAsLong();
        ours.values().removeIf(circuit -> {
            dropOld(circuit, now);
            return !circuit.open && circuit.failures.isEmpty();
        });
        Iterator<Line> eldest = ours.keySet().iterator();
        if (ours.size() >= MOST_CIRCUITS && eldest.hasNext()) {
            eldest.next();
            eldest.remove();
        }
    }

    private void forget(WorkspaceId workspace, Line line) {
        LinkedHashMap<Line, Circuit> ours = circuits.get(workspace);
        if (ours != null && ours.remove(line) != null && ours.isEmpty()) {
            circuits.remove(workspace);
        }
    }

    /** How many circuits are remembered. */
    synchronized int size() {
        return circuits.values().stream().mapToInt(Map::size).sum();
    }
}
