package dev.triggo.journal;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the whole journal and proves it: each run's events are complete, in order and as they were written, and nothing
 * that was signed outside of the store is missing or different. Works on one view of the store, beside a running server.
 */
public final class JournalCheck {
    private static final int PAGE = 1_000;
    private static final int MOST_FAULTS = 100;
    private static final String COMMITS = "SELECT run_id, first_seq, last_seq, events, hash FROM journal_commits"
            + " WHERE (run_id, first_seq) > (?, ?) ORDER BY run_id, first_seq LIMIT " + PAGE;
    private static final String RETIRED = "SELECT run_id, last_seq, hash FROM journal_retired";

    private final Supplier<@Nullable DigestBook> digests;
    private final @Nullable DigestBook book;
    private final List<Fault> faults = new ArrayList<>();
    private final Set<String> signedAndThere = new HashSet<>();
    private long runs;
    private long commits;
    private long events;

    /**
     * A place where the journal is not as it must be.
     *
     * @param run empty when it is about no run
     * @param seq the first event that is concerned; 0 when it is about the run as a whole
     */
    public record Fault(String run, long seq, String what) {
        @Override
        public String toString() {
            return run.isEmpty() ? what : "run " + run + (seq == 0 ? "" : ", event " + seq) + ": " + what;
        }
    }

    /**
     * What was read, and what is wrong; at most a hundred faults, the first of each run.
     *
     * @param digests how many lines the digests have; -1 when they were not looked at
     * @param signedAt when the last of them was signed; empty when none was
     */
    public record Report(long runs, long commits, long events, long digests, String signedAt, List<Fault> faults) {}

    /** Is handed every run that has its events in order, one after the other. */
    public interface Reader {
        void begin(RunId run);

        void event(RecordedEvent event);

        /** What is wrong with the run; null when nothing is. */
        @Nullable
        String end();

        /** To be asked last: what of the run's kind there is without events. */
        List<Fault> strays();
    }

    /** Where digests lie, and the key that they are signed with. */
    public record Digests(Path folder, byte[] secret) {}

    /** The events of one run, as far as they were read. */
    private static final class Trail {
        final String run;
        final List<Head> ends = new ArrayList<>();
        long seq;
        final HashChain hashes;
        String hash;
        boolean bad;

        Trail(String run) {
            this.run = run;
            this.hash = Journal.seed(new RunId(run));
            this.hashes = new HashChain(hash);
        }
    }

    private JournalCheck(Supplier<@Nullable DigestBook> digests) {
        this.digests = digests;
        this.book = digests.get();
    }

    /**
     * Makes ready to check. The digests are read at once: the view of the store must be taken after that, so that all
     * that was signed is in it.
     *
     * @param digests null to leave them out
     */
    public static JournalCheck of(@Nullable Digests digests) {
        return new JournalCheck(() -> digests == null ? null : DigestBook.read(digests.folder(), digests.secret()));
    }

    public Report check(Transaction tx, Reader reader) {
        if (book != null) {
            book.faults().forEach(this::add);
        }
        Trail trail = null;
        String run = "";
        long first = -1;
        List<Commit> page;
        do {
            page = tx.list(COMMITS, Commit::of, run, first);
            for (Commit commit : page) {
                run = commit.run;
                first = commit.first;
                if (trail == null || !trail.run.equals(run)) {
                    end(trail, reader);
                    trail = new Trail(run);
                    runs++;
                    reader.begin(new RunId(run));
                }
                take(trail, commit, reader);
            }
        } while (page.size() == PAGE);
        end(trail, reader);
        reader.strays().forEach(this::add);
        checkWhatIsGone(tx);
        return new Report(
                runs, commits, events, book == null ? -1 : book.lines(), book == null ? "" : book.lastAt(), faults);
    }

    private record Commit(String run, long first, long last, String events, String hash) {
        static Commit of(dev.triggo.store.Row row) {
            return new Commit(
                    row.text("run_id"),
                    row.number("first_seq"),
                    row.number("last_seq"),
                    row.text("events"),
                    row.text("hash"));
        }
    }

    private void take(Trail trail, Commit commit, Reader reader) {
        commits++;
        if (trail.bad) {
            return;
        }
        if (commit.first != trail.seq + 1) {
            fault(
                    trail,
                    trail.seq + 1,
                    commit.first > trail.seq + 1
                            ? "events " + (trail.seq + 1) + " to " + (commit.first - 1) + " are missing"
                            : "event " + commit.first + " is there twice");
            return;
        }
        List<String> lines = EventLines.of(commit.events);
        if (lines == null || lines.size() != commit.last - commit.first + 1) {
            fault(trail, commit.first, "events " + commit.first + " to " + commit.last + " are not what was written");
            return;
        }
        for (String line : lines) {
            trail.hashes.add(line);
        }
        trail.hash = trail.hashes.hash();
        if (!trail.hash.equals(commit.hash)) {
            fault(trail, commit.first, "events " + commit.first + " to " + commit.last + " do not match their hash");
            return;
        }
        read(trail, lines, reader);
        trail.ends.add(new Head(new RunId(trail.run), commit.last, commit.hash));
    }

    private void read(Trail trail, List<String> lines, Reader reader) {
        for (String line : lines) {
            events++;
            trail.seq++;
            try {
                Json.Obj event = (Json.Obj) Json.parse(line);
                RecordedEvent recorded = Journal.recorded(event, Journal.data(event), trail.hash);
                if (recorded.seq() != trail.seq) {
                    fault(trail, trail.seq, "an event with the number " + recorded.seq() + " is in its place");
                    return;
                }
                reader.event(recorded);
            } catch (Problem | IllegalStateException | ClassCastException unreadable) {
                fault(trail, trail.seq, "the event cannot be understood: " + unreadable.getMessage());
                return;
            }
        }
    }

    private void end(@Nullable Trail trail, Reader reader) {
        if (trail == null) {
            return;
        }
        String told = reader.end();
        if (!trail.bad) {
            checkSigned(trail);
        }
        if (!trail.bad && told != null) {
            fault(trail, trail.seq, told);
        }
        signedAndThere.add(trail.run);
    }

    private void checkSigned(Trail trail) {
        for (Head signed : book == null ? List.<Head>of() : book.of(trail.run)) {
            if (signed.seq() > trail.seq) {
                fault(
                        trail,
                        trail.seq + 1,
                        "events " + (trail.seq + 1) + " to " + signed.seq() + " were signed and are missing");
                return;
            }
            if (!trail.ends.contains(signed)) {
                fault(trail, signed.seq(), "the events up to " + signed.seq() + " are not those that were signed");
                return;
            }
        }
    }

    /** Runs that were signed and are not there must have been retired, and signed as such. */
    private void checkWhatIsGone(Transaction tx) {
        var retired = new HashMap<String, Head>();
        for (Head head : tx.list(
                RETIRED, row -> new Head(new RunId(row.text("run_id")), row.number("last_seq"), row.text("hash")))) {
            retired.put(head.run().value(), head);
            if (signedAndThere.contains(head.run().value())) {
                add(new Fault(head.run().value(), 0, "it is recorded as retired and is still there"));
            }
        }
        if (book == null) {
            return;
        }
        // Runs may have been retired since the digests were read.
        @Nullable DigestBook now = digests.get();
        DigestBook newest = now == null ? book : now;
        for (Head head : retired.values()) {
            if (!head.equals(newest.retired(head.run().value()))) {
                add(new Fault(head.run().value(), 0, "it was deleted, and no digest says that it was retired"));
            }
        }
        for (Map.Entry<String, List<Head>> signed : book.grown().entrySet()) {
            Head gone = retired.get(signed.getKey());
            if (!signedAndThere.contains(signed.getKey())) {
                if (gone == null) {
                    add(new Fault(signed.getKey(), 0, "it was signed and is missing"));
                } else if (signed.getValue().getLast().seq() > gone.seq()) {
                    add(new Fault(
                            signed.getKey(), gone.seq() + 1, "events that were signed were gone before it retired"));
                }
            }
        }
    }

    private void fault(Trail trail, long seq, String what) {
        trail.bad = true;
        add(new Fault(trail.run, seq, what));
    }

    private void add(Fault fault) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(fault);
        }
    }
}
