package dev.triggo.journal;

import dev.triggo.kernel.RunId;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** The runs that the journal has grown by since they were last taken from here. Thread-safe. */
final class ChangedRuns {
    private final ConcurrentHashMap<RunId, Head> heads = new ConcurrentHashMap<>();

    void note(Head head) {
        heads.merge(head.run(), head, (known, told) -> told.seq() > known.seq() ? told : known);
    }

    List<Head> take() {
        List<Head> taken = List.copyOf(heads.values());
        taken.forEach(head -> heads.remove(head.run(), head));
        return taken;
    }
}
