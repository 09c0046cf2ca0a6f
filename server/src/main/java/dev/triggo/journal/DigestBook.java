package dev.triggo.journal;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** All that the digests say, read once and checked. */
final class DigestBook {
    private final Map<String, List<Head>> grown = new HashMap<>();
    private final Map<String, Head> retired = new HashMap<>();
    private final List<JournalCheck.Fault> faults = new ArrayList<>();
    private long lines;
    private String lastAt = "";

    private DigestBook() {}

    /** @param folder of one server; below it may lie those of others that work on the same store */
    static DigestBook read(Path folder, byte[] secret) {
        var book = new DigestBook();
        SecretKeySpec key = DigestFiles.key(secret);
        try {
            book.read(folder, "", key);
            for (Path other : DigestFiles.foldersIn(folder)) {
                book.read(other, other.getFileName() + "/", key);
            }
        } catch (IOException fault) {
            throw new UncheckedIOException("The digests cannot be read from " + folder + ".", fault);
        }
        book.grown.values().forEach(heads -> heads.sort(Comparator.comparingLong(Head::seq)));
        return book;
    }

    private void read(Path folder, String name, SecretKeySpec key) throws IOException {
        DigestLine before = null;
        for (Path file : DigestFiles.in(folder)) {
            int number = 0;
            for (String text : DigestFiles.lines(file)) {
                number++;
                DigestLine line = DigestLine.read(key, text);
                take(before, line, name + file.getFileName() + " line " + number);
                before = line == null ? before : line;
            }
        }
    }

    private void take(@Nullable DigestLine before, @Nullable DigestLine line, String where) {
        if (line == null) {
            faults.add(new JournalCheck.Fault(
                    "", 0, "digest " + where + " is not signed with this ENCRYPTION_KEY, or was changed"));
            return;
        }
        if (line.number() != (before == null ? 1 : before.number() + 1)
                || !line.before().equals(before == null ? "" : before.mac())) {
            faults.add(new JournalCheck.Fault("", 0, "digest " + where + " does not follow on the one before it"));
        }
        lines++;
        lastAt = line.at().compareTo(lastAt) > 0 ? line.at() : lastAt;
        for (Head head : line.heads()) {
            switch (line.kind()) {
                case GROWN ->
                    grown.computeIfAbsent(head.run().value(), run -> new ArrayList<>(1))
                            .add(head);
                case RETIRED -> retired.put(head.run().value(), head);
            }
        }
    }

    /** What was signed of a run, the oldest first. */
    List<Head> of(String run) {
        return grown.getOrDefault(run, List.of());
    }

    Map<String, List<Head>> grown() {
        return grown;
    }

    @Nullable
    Head retired(String run) {
        return retired.get(run);
    }

    List<JournalCheck.Fault> faults() {
        return faults;
    }

    long lines() {
        return lines;
    }

    /** When the last line was signed; empty when there is none. */
    String lastAt() {
        return lastAt;
    }
}
