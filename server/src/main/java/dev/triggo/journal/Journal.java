package dev.triggo.journal;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes and reads the journal. The events that one commit holds lie in one row, because a row costs far more than an
 * event; the view {@code execution_events} shows them one by one.
 *
 * <p>An event's text is compact JSON with its fields in a fixed order; its hash is SHA-256 over the hash before it (the
 * run's id for the first) and that text. Only the last hash of a commit is kept: the others follow from it.
 */
public final class Journal {
    private static final String INSERT =
            "INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash) VALUES (?, ?, ?, ?, ?)"
                    + " ON CONFLICT (run_id, first_seq) DO NOTHING";
    private static final String HASH_AT = "SELECT hash FROM journal_commits WHERE run_id = ? AND first_seq = ?";
    private static final String READ =
            "SELECT first_seq, last_seq, events, hash FROM journal_commits WHERE run_id = ? ORDER BY first_seq";

    private static final Json NO_TIME = Json.of(0);

    private Journal() {}

    /** The hash that a run's first event builds on. */
    public static String seed(RunId run) {
        return Hash.sha256Hex(run.value());
    }

    /** Makes events ready to be written after {@code lastSeq}; {@code lastHash} is that event's, or the seed. */
    public static JournalCommit prepare(RunId run, long lastSeq, String lastHash, List<TimedEvent> events) {
        var text = new StringBuilder("[");
        String hash = lastHash;
        long seq = lastSeq;
        for (TimedEvent timed : events) {
            seq++;
            String line = line(seq, timed);
            if (text.length() > 1) {
                text.append(',');
            }
            text.append(line);
            hash = chain(hash, line);
        }
        return new JournalCommit(run, lastSeq + 1, seq, text.append(']').toString(), hash);
    }

    private static String line(long seq, TimedEvent timed) {
        EventText event = EventText.of(timed.event());
        return Json.object()
                .put("seq", seq)
                .put("type", event.type())
                .put("at", timed.at())
                .putIf("nodeId", event.nodeId())
                .putIf("iteration", event.iteration())
                .putIf("attempt", event.attempt() == 0 ? null : Json.of(event.attempt()))
                .putIf("data", kept(event.data()))
                .build()
                .write();
    }

    /** What goes without saying is not written: most events of a quick run are empty or took no time. */
    private static Json.@Nullable Obj kept(Json.Obj data) {
        Json.Obj kept = NO_TIME.equals(data.get("durationMs")) ? data.without("durationMs") : data;
        kept = Json.EMPTY_OBJECT.equals(kept.get("input")) ? kept.without("input") : kept;
        return kept.fields().isEmpty() ? null : kept;
    }

    private static String chain(String before, String line) {
        return HexFormat.of()
                .formatHex(
                        Hash.sha256(before.getBytes(StandardCharsets.US_ASCII), line.getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Writes prepared events. False when other events are at this place already: another writer was first. A commit
     * that is written again because its answer was lost is there, and true.
     */
    public static boolean append(Transaction transaction, JournalCommit commit) {
        String run = commit.run().value();
        int written =
                transaction.update(INSERT, run, commit.firstSeq(), commit.lastSeq(), commit.events(), commit.hash());
        return written == 1
                || transaction
                        .first(HASH_AT, found -> found.text("hash"), run, commit.firstSeq())
                        .filter(commit.hash()::equals)
                        .isPresent();
    }

    /** A run's events in order; empty for a run that is not known. */
    public static List<RecordedEvent> read(Transaction transaction, RunId run) {
        var found = new ArrayList<RecordedEvent>();
        String hash = seed(run);
        for (String events : transaction.list(READ, row -> row.text("events"), run.value())) {
            for (Json event : ((Json.Arr) Json.parse(events)).items()) {
                hash = chain(hash, event.write());
                found.add(recorded((Json.Obj) event, hash));
            }
        }
        return found;
    }

    private static RecordedEvent recorded(Json.Obj event, String hash) {
        String type = event.text("type");
        var text = new EventText(
                type == null ? "" : type,
                event.text("nodeId"),
                event.text("iteration"),
                (int) number(event, "attempt"),
                event.get("data") instanceof Json.Obj data ? data : Json.EMPTY_OBJECT);
        return new RecordedEvent(number(event, "seq"), number(event, "at"), text.event(), hash);
    }

    private static long number(Json.Obj event, String field) {
        Long number = event.get(field) instanceof Json.Num n ? n.asLong() : null;
        return number == null ? 0 : number;
    }
}
