package dev.triggo.journal;

import dev.triggo.engine.RunEvent;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.JsonSize;
import dev.triggo.kernel.RunId;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.redaction.Redaction;
import dev.triggo.redaction.Redactor;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes and reads the journal. The events that one commit holds lie in one row, because a row costs far more than an
 * event; the view {@code execution_events} shows them one by one.
 *
 * <p>An event's text is compact JSON with its fields in a fixed order; its hash is SHA-256 over the hash before it (the
 * run's id for the first) and that text. Only the last hash of a commit is kept: the others follow from it.
 *
 * <p>Secrets are blanked before the text is made, so that the hash is that of what everybody may see. What was blanked is
 * kept beside it, encrypted, because later steps of the run need it; nobody reads it but who goes on with the run.
 */
public final class Journal {
    /** What an event takes besides its values. */
    private static final int LEAST = 100;

    private static final String INSERT =
            "INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (run_id, first_seq) DO NOTHING";
    private static final String SEAL = "INSERT INTO journal_sealed (run_id, first_seq, sealed) VALUES (?, ?, ?)";
    private static final String HASH_AT = "SELECT hash FROM journal_commits WHERE run_id = ? AND first_seq = ?";
    private static final String READ =
            "SELECT first_seq, last_seq, events, hash FROM journal_commits WHERE run_id = ? ORDER BY first_seq";
    private static final String SEALED = "SELECT first_seq, sealed FROM journal_sealed WHERE run_id = ?";
    private static final String HEAD =
            "SELECT last_seq, hash FROM journal_commits WHERE run_id = ? ORDER BY first_seq DESC LIMIT 1";

    private final Redaction redaction;
    private final Sealer sealer;
    private final ChangedRuns changed = new ChangedRuns();

    public Journal(Redaction redaction, Sealer sealer) {
        this.redaction = redaction;
        this.sealer = sealer;
    }

    /** What blanks the secrets of a workspace, in its journal and wherever its runs are shown. */
    public Redactor redactor(WorkspaceId workspace) {
        return redaction.of(workspace);
    }

    /** The hash that a run's first event builds on. */
    public static String seed(RunId run) {
        return Hash.sha256Hex(run.value());
    }

    /** About how many characters an event takes, found without writing down the events that each run has many of. */
    public static long sizeOf(RunEvent event) {
        return switch (event) {
            case RunEvent.RunAccepted e -> sizeOf(e.input());
            case RunEvent.StepStarted e -> sizeOf(e.input());
            case RunEvent.StepCompleted e -> sizeOf(e.output());
            case RunEvent.RunStarted _, RunEvent.RunSucceeded _, RunEvent.StepSkipped _, RunEvent.ItemCompleted _ ->
                LEAST;
            default -> sizeOf(EventText.of(event).data());
        };
    }

    private static long sizeOf(Json values) {
        return LEAST + JsonSize.of(values, Long.MAX_VALUE);
    }

    /** The end of a run's journal, and who blanks the secrets in what is added to it. */
    public record Place(Head head, Redactor redactor) {}

    /** Makes events ready to be written after a place. */
    public JournalCommit prepare(Place place, List<TimedEvent> events) {
        RunId run = place.head().run();
        var text = new StringBuilder(1024).append('[');
        var originals = new ArrayList<Json>();
        var hashes = new HashChain(place.head().hash());
        long seq = place.head().seq();
        for (TimedEvent timed : events) {
            seq++;
            EventText event = EventText.of(timed.event());
            EventText blanked = event.blankedBy(place.redactor());
            if (!blanked.data().equals(event.data())) {
                originals.add(
                        Json.object().put("seq", seq).put("data", event.data()).build());
            }
            if (text.length() > 1) {
                text.append(',');
            }
            int begins = text.length();
            blanked.writeTo(text, seq, timed.at());
            hashes.add(text.substring(begins));
        }
        long first = place.head().seq() + 1;
        String sealed = originals.isEmpty()
                ? null
                : sealer.seal(run, first, Json.array(originals).write());
        return new JournalCommit(run, first, seq, text.append(']').toString(), hashes.hash(), sealed);
    }

    /**
     * Writes prepared events. False when other events are at this place already: another writer was first. A commit
     * that is written again because its answer was lost is there, and true.
     */
    public static boolean append(Transaction transaction, JournalCommit commit) {
        String run = commit.run().value();
        int written =
                transaction.update(INSERT, run, commit.firstSeq(), commit.lastSeq(), commit.events(), commit.hash());
        if (written == 1 && commit.sealed() != null) {
            transaction.update(SEAL, run, commit.firstSeq(), commit.sealed());
        }
        return written == 1
                || transaction
                        .first(HASH_AT, found -> found.text("hash"), run, commit.firstSeq())
                        .filter(commit.hash()::equals)
                        .isPresent();
    }

    /** To be told of what {@link #append} wrote once it is committed: it is signed with the next digest. */
    public void committed(JournalCommit commit) {
        changed.note(new Head(commit.run(), commit.lastSeq(), commit.hash()));
    }

    ChangedRuns changed() {
        return changed;
    }

    /** Where a run's journal ends; empty for a run that is not known. */
    static Optional<Head> head(Transaction transaction, RunId run) {
        return transaction.first(HEAD, row -> new Head(run, row.number("last_seq"), row.text("hash")), run.value());
    }

    /** A run's events in order, secrets blanked; empty for a run that is not known. */
    public static List<RecordedEvent> read(Transaction transaction, RunId run) {
        return read(transaction, run, Map.of());
    }

    /** A run's events for going on with it. Never to be shown. */
    public Original readOriginal(Transaction transaction, RunId run) {
        var originals = new HashMap<Long, Json.Obj>();
        boolean whole = true;
        for (Sealed row : transaction.list(
                SEALED, found -> new Sealed(found.number("first_seq"), found.text("sealed")), run.value())) {
            Optional<String> opened = sealer.open(run, row.firstSeq(), row.text());
            whole &= opened.isPresent();
            if (opened.isPresent()) {
                for (Json original : ((Json.Arr) Json.parse(opened.get())).items()) {
                    originals.put(number((Json.Obj) original, "seq"), data((Json.Obj) original));
                }
            }
        }
        return new Original(read(transaction, run, originals), whole);
    }

    private record Sealed(long firstSeq, String text) {}

    private static List<RecordedEvent> read(Transaction transaction, RunId run, Map<Long, Json.Obj> originals) {
        var found = new ArrayList<RecordedEvent>();
        var hashes = new HashChain(seed(run));
        for (String events : transaction.list(READ, row -> row.text("events"), run.value())) {
            for (Json event : ((Json.Arr) Json.parse(events)).items()) {
                hashes.add(event.write());
                Json.Obj original = originals.get(number((Json.Obj) event, "seq"));
                found.add(recorded(
                        (Json.Obj) event, original == null ? data((Json.Obj) event) : original, hashes.hash()));
            }
        }
        return found;
    }

    /** @param data what the event says, in clear or blanked */
    static RecordedEvent recorded(Json.Obj event, Json.Obj data, String hash) {
        String type = event.text("type");
        var text = new EventText(
                type == null ? "" : type,
                event.text("nodeId"),
                event.text("iteration"),
                (int) number(event, "attempt"),
                data);
        return new RecordedEvent(number(event, "seq"), number(event, "at"), text.event(), hash);
    }

    static Json.Obj data(Json.Obj event) {
        return event.get("data") instanceof Json.Obj data ? data : Json.EMPTY_OBJECT;
    }

    static long number(Json.Obj event, String field) {
        Long number = event.get(field) instanceof Json.Num n ? n.asLong() : null;
        return number == null ? 0 : number;
    }
}
