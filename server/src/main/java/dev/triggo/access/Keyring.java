package dev.triggo.access;

import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Row;
import dev.triggo.store.Transaction;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * All secrets that are in force, in memory: a request is answered without the database, a guess costs no more than a
 * known key, and a flood of guesses leaves nothing behind.
 *
 * <p>A request that finds the picture older than half a second asks the database for the keys that changed since, by
 * their change numbers; usually there is none. While the database is away the picture serves until it is one second
 * old, then every request is refused with OVERLOADED. A change made by this server takes effect with the next request.
 */
final class Keyring {
    private static final long FRESH_NANOS = 500_000_000;
    private static final long USABLE_NANOS = 1_000_000_000;
    private static final long RETRY_NANOS = 200_000_000;

    /** Read before what has changed: whatever is committed between the two is read once more the next time. */
    private static final String LAST = "SELECT number FROM api_key_changes WHERE id = 1";

    /** Revoked keys are of interest only to somebody who may still hold them: not to the first look. */
    private static final String CHANGED = """
            SELECT k.id AS key_id, k.workspace_id, k.created_by, k.scopes, k.expires_at, k.revoked_at, k.rate_limit,
                   w.tier, s.prefix AS secret_prefix, s.salt, s.hash, s.valid_until
              FROM api_keys k
              JOIN workspaces w ON w.id = k.workspace_id
              LEFT JOIN api_key_secrets s ON s.key_id = k.id
             WHERE k.changed > ? AND (k.revoked_at IS NULL OR ? = 1)
            """;

    private static final String MOVED = "SELECT id, tier FROM workspaces WHERE changed > ?";

    private static final String GONE = "SELECT workspace_id FROM workspace_deletions WHERE changed > ?";

    /** Compared with where there is no secret at all. */
    private static final LiveSecret NOBODY = new LiveSecret(
            new Caller(new WorkspaceId(""), new PersonId(""), "", "", new Grants(Set.of(), Set.of()), "", null),
            "",
            new byte[16],
            new byte[32],
            Long.MIN_VALUE);

    private final Store store;
    private final LongSupplier nanoTime;
    private final LongAdder compared = new LongAdder();
    private final AtomicLong ownChanges = new AtomicLong();
    private final ReentrantLock reading = new ReentrantLock();
    private volatile @Nullable Picture picture;
    private volatile @Nullable Failure failure;

    /**
     * All secrets in force at one moment.
     *
     * @param decoys at least one list of secrets
     * @param tiers of the workspaces
     * @param seen up to this change number nothing is missing in it
     * @param ownChanges how many changes this server had made when it was read
     * @param readAt when its reading began
     */
    record Picture(
            Map<String, List<LiveSecret>> byKey,
            Map<String, List<LiveSecret>> byPrefix,
            List<List<LiveSecret>> decoys,
            Map<String, String> tiers,
            long seen,
            long ownChanges,
            long readAt) {

        /** The secrets with this prefix, or others, which it cannot equal: a guess must take the time of a good key. */
        List<LiveSecret> candidates(String prefix) {
            List<LiveSecret> decoy = decoys.get(Math.floorMod(prefix.hashCode(), decoys.size()));
            return byPrefix.getOrDefault(prefix, decoy);
        }
    }

    private record Failure(Problem problem, long at) {}

    /** Reads from the database: {@code Database::read}. */
    @FunctionalInterface
    interface Store {
        Picture read(Function<Transaction, Picture> work);
    }

    Keyring(Store store, LongSupplier nanoTime) {
        this.store = store;
        this.nanoTime = nanoTime;
    }

    /** The secret in force that equals this text, which must have a secret's form. */
    Optional<LiveSecret> find(String secret, long nowMillis) {
        LiveSecret found = null;
        for (LiveSecret candidate : current().candidates(Secrets.prefix(secret))) {
            compared.increment();
            if (candidate.is(secret)) {
                found = candidate;
            }
        }
        return found == null || nowMillis >= found.validUntil() ? Optional.empty() : Optional.of(found);
    }

    /** How many secrets were compared, which is what a look-up costs. */
    long compared() {
        return compared.sum();
    }

    /** The tier of the workspace now; as last known, or else as given, while the database is away. */
    String tier(WorkspaceId workspace, String otherwise) {
        Picture known;
        try {
            known = current();
        } catch (Problem away) {
            known = picture;
        }
        return known == null ? otherwise : known.tiers().getOrDefault(workspace.value(), otherwise);
    }

    /** To be called after this server has changed a key. */
    void changed() {
        ownChanges.incrementAndGet();
    }

    private Picture current() {
        Picture known = picture;
        if (known != null && isWithin(known, FRESH_NANOS)) {
            return known;
        }
        if (known != null && isWithin(known, USABLE_NANOS)) {
            return reading.tryLock() ? readLocked() : known;
        }
        Failure away = failure;
        if (away == null) {
            reading.lock();
        } else if (!reading.tryLock()) {
            // Somebody is already trying to reach the database: the others need not wait for the outcome.
            throw away.problem();
        }
        return readLocked();
    }

    private Picture readLocked() {
        try {
            Picture known = picture;
            if (known != null && isWithin(known, FRESH_NANOS)) {
                return known;
            }
            Failure away = failure;
            if (away != null && nanoTime.getAsLong() - away.at() < RETRY_NANOS) {
                return usable(known, away.problem());
            }
            return read(known);
        } finally {
            reading.unlock();
        }
    }

    private Picture read(@Nullable Picture known) {
        long own = ownChanges.get();
        long at = nanoTime.getAsLong();
        try {
            Picture next = store.read(tx -> next(tx, known, own, at));
            picture = next;
            failure = null;
            return next;
        } catch (Problem away) {
            failure = new Failure(away, nanoTime.getAsLong());
            return usable(known, away);
        }
    }

    private Picture usable(@Nullable Picture known, Problem otherwise) {
        if (known == null || !isWithin(known, USABLE_NANOS)) {
            throw otherwise;
        }
        return known;
    }

    private boolean isWithin(Picture known, long nanos) {
        return known.ownChanges() == ownChanges.get() && nanoTime.getAsLong() - known.readAt() < nanos;
    }

    private static Picture next(Transaction tx, @Nullable Picture known, long own, long at) {
        long before = known == null ? -1 : known.seen();
        long last = tx.first(LAST, row -> row.number("number")).orElseThrow();
        if (known != null && last == before) {
            return new Picture(known.byKey(), known.byPrefix(), known.decoys(), known.tiers(), before, own, at);
        }
        List<Change> changes = tx.list(CHANGED, Change::of, before, known != null);
        List<Moved> moved = tx.list(MOVED, Moved::of, before);
        List<Gone> gone = tx.list(GONE, Gone::of, before);
        var tiers = known == null ? new HashMap<String, String>() : new HashMap<>(known.tiers());
        moved.forEach(workspace -> tiers.put(workspace.id(), workspace.tier()));
        gone.forEach(workspace -> tiers.remove(workspace.id()));
        var byKey = known == null ? new HashMap<String, List<LiveSecret>>() : new HashMap<>(known.byKey());
        changes.forEach(change -> byKey.remove(change.keyId()));
        for (Change change : changes) {
            if (change.secret() != null) {
                byKey.computeIfAbsent(change.keyId(), absent -> new ArrayList<>())
                        .add(change.secret());
            }
        }
        // After the keys that changed: the workspace of one may have been deleted since those were read.
        Set<String> ended = gone.stream().map(Gone::id).collect(Collectors.toSet());
        byKey.values()
                .removeIf(secrets -> secrets.stream()
                        .anyMatch(secret ->
                                ended.contains(secret.caller().workspace().value())));
        var byPrefix = new HashMap<String, List<LiveSecret>>();
        byKey.values()
                .forEach(secrets -> secrets.forEach(
                        secret -> byPrefix.computeIfAbsent(secret.prefix(), absent -> new ArrayList<>(1))
                                .add(secret)));
        List<List<LiveSecret>> decoys = byPrefix.isEmpty() ? List.of(List.of(NOBODY)) : List.copyOf(byPrefix.values());
        return new Picture(byKey, byPrefix, decoys, tiers, last, own, at);
    }

    /** A workspace whose tier has changed. */
    private record Moved(String id, String tier) {
        static Moved of(Row row) {
            return new Moved(row.text("id"), row.text("tier"));
        }
    }

    /** A workspace that was deleted, and its keys with it. */
    private record Gone(String id) {
        static Gone of(Row row) {
            return new Gone(row.text("workspace_id"));
        }
    }

    /** One row of the answer: a key that changed, with one of its secrets if it still has any. */
    private record Change(String keyId, @Nullable LiveSecret secret) {
        static Change of(Row row) {
            boolean inForce = row.numberOrNull("revoked_at") == null && row.textOrNull("hash") != null;
            return new Change(row.text("key_id"), inForce ? LiveSecret.of(row) : null);
        }
    }
}
