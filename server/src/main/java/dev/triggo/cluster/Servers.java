package dev.triggo.cluster;

import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The servers that work on the same database, as one of them sees it. Each says every two seconds that it lives; what one
 * holds is its own for eight seconds after it last did. All times are the database's. Thread-safe.
 */
public final class Servers {
    public static final long BEAT_MS = 2_000;
    public static final long LEASE_MS = 8_000;

    private static final long DAY_MS = 86_400_000;
    private static final String LIVES = "SELECT id FROM servers WHERE id = ? AND alive_until > ";
    private static final String ALIVE = "SELECT id FROM servers WHERE alive_until > ";
    private static final String LEAVE = "DELETE FROM servers WHERE id = ?";
    private static final String FORGET = "DELETE FROM servers WHERE alive_until < ";

    private final Database database;
    private final String id;
    private final DatabaseClock clock;
    private long beatNanos;

    /**
     * The time by which a server goes: the database's where several may work on it, so that all agree however their own
     * clocks are set; else its own.
     */
    public static Clock clock(Database database, Clock own) {
        return database.isShared() ? new DatabaseClock(database) : own;
    }

    /**
     * Joins the others.
     *
     * @param id of this process: another one at each start
     * @param given when it is one of {@link #clock}, it is kept right from now on; else there is another beside it
     */
    public Servers(Database database, String id, Clock given) {
        this.database = database;
        this.id = id;
        this.clock = given instanceof DatabaseClock shared ? shared : new DatabaseClock(database);
        var unused = beat();
    }

    public String id() {
        return id;
    }

    /** The time of the database. */
    public Clock clock() {
        return clock;
    }

    /** Says that this server lives. True when it was silent for so long that others may have taken what it held. */
    public synchronized boolean beat() {
        long began = System.nanoTime();
        clock.set();
        var unused = database.write(tx -> tx.update(
                "INSERT INTO servers (id, alive_until) VALUES (?, " + tx.now() + " + " + LEASE_MS + ")"
                        + " ON CONFLICT (id) DO UPDATE SET alive_until = excluded.alive_until",
                id));
        boolean late = beatNanos != 0 && began - beatNanos > TimeUnit.MILLISECONDS.toNanos(LEASE_MS - BEAT_MS);
        beatNanos = began;
        return late;
    }

    /** Of these, the ones that do not live: they have said nothing for too long, or nothing is known of them. */
    public Set<String> dead(Collection<String> some) {
        var dead = new LinkedHashSet<>(some);
        if (!dead.isEmpty()) {
            dead.removeAll(database.read(tx -> tx.list(ALIVE + tx.now(), row -> row.text("id"))));
        }
        return dead;
    }

    /** A server of which nothing is known does not live. */
    public boolean lives(Transaction tx, String server) {
        return tx.first(LIVES + tx.now(), row -> row.text("id"), server).isPresent();
    }

    /** Forgets servers that died long ago. */
    public void forgetOld() {
        var unused = database.write(tx -> tx.update(FORGET + tx.now() + " - " + DAY_MS));
    }

    /** Leaves the others: what this server held is free from now on. */
    public void leave() {
        var unused = database.write(tx -> tx.update(LEAVE, id));
    }
}
