package dev.triggo.journal;

import dev.triggo.kernel.RunId;
import dev.triggo.store.Transaction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Signs, outside of the store, how far the journal of each run goes: whoever changes the store afterwards, and be it with
 * new hashes all along, cannot make it fit. A line holds the runs that have changed since the last one. Thread-safe.
 */
public final class JournalDigests {
    private static final int RUNS_A_LINE = 5_000;

    private final Path folder;
    private final SecretKeySpec key;
    private final Journal journal;
    private final Clock clock;
    private boolean opened;
    private @Nullable DigestLine last;

    /** @param secret the server's encryption key, from which the key of the signatures is made */
    public JournalDigests(Path folder, byte[] secret, Journal journal, Clock clock) {
        this.folder = folder;
        this.key = DigestFiles.key(secret);
        this.journal = journal;
        this.clock = clock;
    }

    /** Signs what was committed since the last time; does nothing when nothing was. */
    public synchronized void write() {
        List<Head> heads = journal.changed().take();
        try {
            sign(DigestLine.Kind.GROWN, heads);
        } catch (UncheckedIOException diskFull) {
            heads.forEach(journal.changed()::note);
            throw diskFull;
        }
    }

    /** Signs that these runs are about to be deleted; on return it is on the disk. */
    public synchronized void retiring(List<Head> heads) {
        write();
        sign(DigestLine.Kind.RETIRED, heads);
    }

    /** True when the store has less of a run than was signed last, and nobody has deleted the run: it is an older one. */
    public synchronized boolean isAhead(Transaction transaction) {
        DigestLine line = last();
        return line != null && line.heads().stream().anyMatch(head -> isMissing(transaction, head));
    }

    private static boolean isMissing(Transaction transaction, Head signed) {
        Optional<Head> kept = Journal.head(transaction, signed.run());
        return kept.isEmpty()
                ? !Retirement.isRetired(transaction, signed.run())
                : kept.get().seq() < signed.seq();
    }

    /** Signs that from here on the store is one that was put back. */
    public synchronized void putBack() {
        append(DigestLine.sign(key, last(), clock.millis(), DigestLine.Kind.GROWN, List.of()));
    }

    /** When the last line was signed (epoch milliseconds); 0 before the first. */
    public synchronized long lastAt() {
        DigestLine line = last();
        return line == null ? 0 : Instant.parse(line.at()).toEpochMilli();
    }

    /** Where the journals of these runs end. */
    public List<Head> heads(Transaction transaction, List<RunId> runs) {
        return runs.stream()
                .flatMap(run -> Journal.head(transaction, run).stream())
                .toList();
    }

    /** Has the next line sign where this run's journal ends: it may have grown without our having seen it. */
    public void signNext(Transaction transaction, RunId run) {
        Journal.head(transaction, run).ifPresent(journal.changed()::note);
    }

    private void sign(DigestLine.Kind kind, List<Head> heads) {
        if (heads.isEmpty()) {
            return;
        }
        var sorted = new ArrayList<>(heads);
        sorted.sort(Comparator.comparing(head -> head.run().value()));
        long now = clock.millis();
        DigestLine line = last();
        var lines = new ArrayList<DigestLine>();
        for (int i = 0; i < sorted.size(); i += RUNS_A_LINE) {
            line = DigestLine.sign(
                    key, line, now, kind, List.copyOf(sorted.subList(i, Math.min(sorted.size(), i + RUNS_A_LINE))));
            lines.add(line);
        }
        append(lines.toArray(DigestLine[]::new));
    }

    private void append(DigestLine... lines) {
        DigestLine newest = lines[lines.length - 1];
        var text = new StringBuilder();
        for (DigestLine line : lines) {
            text.append(line.write()).append('\n');
        }
        try {
            DigestFiles.append(folder, newest.at().substring(0, 10), text.toString());
        } catch (IOException fault) {
            opened = false;
            throw new UncheckedIOException("the journal's digest cannot be written to " + folder, fault);
        }
        last = newest;
    }

    private @Nullable DigestLine last() {
        if (!opened) {
            try {
                last = null;
                for (Path file : DigestFiles.in(folder).reversed()) {
                    List<String> lines = DigestFiles.lines(file);
                    if (!lines.isEmpty()) {
                        last = DigestLine.read(key, lines.getLast());
                        break;
                    }
                }
            } catch (IOException fault) {
                throw new UncheckedIOException("the journal's digests cannot be read from " + folder, fault);
            }
            opened = true;
        }
        return last;
    }
}
