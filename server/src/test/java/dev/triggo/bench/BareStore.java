package dev.triggo.bench;

import dev.triggo.kernel.Ids;
import dev.triggo.store.Database;
import dev.triggo.store.StoreSettings;
import dev.triggo.store.Transaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the store does durably, without a server around it: 64 writers through the group writer. */
final class BareStore {
    private static final int WRITERS = 64;
    /** About as long as the events of a run of three nodes. */
    private static final int EVENTS_OF_A_RUN = 765;

    private static final String COMMIT =
            "INSERT INTO journal_commits (run_id, first_seq, last_seq, events, hash) VALUES (?, 1, 9, ?, ?)";
    private static final String RUN =
            "INSERT INTO runs (id, workspace_id, workflow_id, version, action, status, source, person_id, credential,"
                    + " created_at, started_at, finished_at) VALUES (?, 'w', 'f', 1, 'three', 'succeeded', 'action', 'p', 'k', ?, ?, ?)";

    private final Path folder;
    private final @Nullable String databaseUrl;
    private final double seconds;
    private final Ids ids = new Ids(Clock.systemUTC(), new SecureRandom());

    BareStore(Path folder, @Nullable String databaseUrl, double seconds) {
        this.folder = folder;
        this.databaseUrl = databaseUrl;
        this.seconds = seconds;
    }

    /** Prints its figures; returns how often a second it writes the two rows that a run of three nodes leaves. */
    double measure() throws IOException, InterruptedException {
        Files.createDirectories(folder);
        String hash = "0".repeat(64);
        String line = "x".repeat(300);
        String events = "x".repeat(EVENTS_OF_A_RUN);
        try (var database = Database.open(new StoreSettings(folder, databaseUrl))) {
            double rows = perSecond(database, tx -> tx.update(COMMIT, ids.next(), line, hash));
            System.out.printf("bare store, group-committed rows: %.0f/s%n", rows);
            double runs = perSecond(database, tx -> {
                String id = ids.next();
                long now = System.currentTimeMillis();
                tx.update(RUN, id, now, now, now);
                tx.update(COMMIT, id, events, hash);
            });
            System.out.printf("bare store, the two rows of a three-node run, with their indexes: %.0f/s%n", runs);
            return runs;
        }
    }

    /** The better of two rounds: the first one belongs to the compiler. */
    private double perSecond(Database database, Consumer<Transaction> unit) throws InterruptedException {
        return Math.max(round(database, unit), round(database, unit));
    }

    private double round(Database database, Consumer<Transaction> unit) throws InterruptedException {
        var room = new Semaphore(WRITERS);
        long done = 0;
        long end = System.nanoTime() + (long) (seconds * 1e9);
        while (System.nanoTime() < end) {
            room.acquire();
            done++;
            var unused = database.submit(tx -> {
                        unit.accept(tx);
                        return 0;
                    })
                    .whenComplete((result, fault) -> room.release());
        }
        room.acquire(WRITERS);
        return done / seconds;
    }
}
