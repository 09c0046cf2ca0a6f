package dev.triggo.access;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.KeyId;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The API keys of each workspace. Another workspace's key is an unknown key. Thread-safe. */
public final class ApiKeys {
    private static final Duration LONGEST_GRACE = Duration.ofHours(24);
    private static final String FIND = "SELECT " + KeyRows.COLUMNS + " FROM api_keys WHERE workspace_id = ? AND id = ?";
    private static final String LIST =
            "SELECT " + KeyRows.COLUMNS + " FROM api_keys WHERE workspace_id = ? ORDER BY id DESC";
    private static final String COUNT_ACTIVE = "SELECT COUNT(*) AS active FROM api_keys"
            + " WHERE workspace_id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > ?)";

    private final Database database;
    private final Ids ids;
    private final Clock clock;
    private final Runnable afterChange;

    /** {@code afterChange} is run after every change: {@link Access#keysChanged} of this server. */
    public ApiKeys(Database database, Ids ids, Clock clock, Runnable afterChange) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
        this.afterChange = afterChange;
    }

    /** What is to be written in the transaction that changes a key. May be called more than once: one commit counts. */
    @FunctionalInterface
    public interface Note {
        /** For changes that nobody signed in has made. */
        Note NONE = (tx, key) -> {};

        void write(Transaction tx, ApiKey key);
    }

    public CreatedKey create(WorkspaceId workspace, NewKey asked, KeyCaps caps) {
        return create(workspace, asked, caps, Note.NONE);
    }

    /**
     * Makes a key. Throws BAD_REQUEST with all its faults, or KEY_QUOTA_EXCEEDED when the workspace has as many active
     * keys as its tier allows, however many ask at once.
     */
    public CreatedKey create(WorkspaceId workspace, NewKey asked, KeyCaps caps, Note note) {
        long now = clock.millis();
        NewKeyCheck.check(asked, caps, now);
        Secrets.Fresh fresh = Secrets.fresh(ids);
        var key = new ApiKey(
                new KeyId(ids.next()),
                asked.name(),
                fresh.prefix(),
                asked.scopes().stream().sorted().toList(),
                now,
                asked.createdBy(),
                asked.expiresAt(),
                null,
                null,
                asked.rateLimitPerMinute());
        return new CreatedKey(
                change(
                        tx -> {
                            long number = nextChange(tx);
                            Integer most = caps.activeKeys();
                            if (most != null && active(tx, workspace, now) >= most) {
                                return new Outcome(null, tooMany(most));
                            }
                            insert(tx, workspace, key, number);
                            insert(tx, key.id(), fresh);
                            return new Outcome(key, null);
                        },
                        note),
                fresh.secret());
    }

    /** How many keys count against the tier's cap now. */
    public long active(WorkspaceId workspace) {
        long now = clock.millis();
        return database.read(tx -> active(tx, workspace, now));
    }

    /** Newest first, revoked and expired ones too. */
    public List<ApiKey> list(WorkspaceId workspace) {
        return database.read(tx -> tx.list(LIST, KeyRows::key, workspace.value()));
    }

    public Optional<ApiKey> find(WorkspaceId workspace, KeyId id) {
        return database.read(tx -> find(tx, workspace, id));
    }

    public ApiKey revoke(WorkspaceId workspace, KeyId id) {
        return revoke(workspace, id, Note.NONE);
    }

    /** Ends the key at once and for good; one that was revoked before keeps that time. Throws NOT_FOUND. */
    public ApiKey revoke(WorkspaceId workspace, KeyId id, Note note) {
        long now = clock.millis();
        return change(
                tx -> {
                    long number = nextChange(tx);
                    if (find(tx, workspace, id).isEmpty()) {
                        return new Outcome(null, unknown());
                    }
                    tx.update(
                            "UPDATE api_keys SET revoked_at = ?, changed = ? WHERE id = ? AND revoked_at IS NULL",
                            now,
                            number,
                            id.value());
                    tx.update("DELETE FROM api_key_secrets WHERE key_id = ?", id.value());
                    return new Outcome(find(tx, workspace, id).orElseThrow(), null);
                },
                note);
    }

    public CreatedKey rotate(WorkspaceId workspace, KeyId id, Duration grace) {
        return rotate(workspace, id, grace, Note.NONE);
    }

    /**
     * Gives the key a new secret. What worked before works for {@code grace} (0 to 24 hours) yet, and no secret of an
     * earlier rotation works longer than that. Throws NOT_FOUND, or BAD_REQUEST when the key is revoked or expired.
     */
    public CreatedKey rotate(WorkspaceId workspace, KeyId id, Duration grace, Note note) {
        if (grace.isNegative() || grace.compareTo(LONGEST_GRACE) > 0) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The grace period must be from 0 to 24 hours.");
        }
        long now = clock.millis();
        long end = now + grace.toMillis();
        Secrets.Fresh fresh = Secrets.fresh(ids);
        return new CreatedKey(
                change(
                        tx -> {
                            long number = nextChange(tx);
                            Optional<ApiKey> known = find(tx, workspace, id);
                            if (known.isEmpty()) {
                                return new Outcome(null, unknown());
                            }
                            if (!isActive(known.get(), now)) {
                                return new Outcome(null, ended());
                            }
                            tx.update(
                                    "UPDATE api_keys SET prefix = ?, changed = ? WHERE id = ?",
                                    fresh.prefix(),
                                    number,
                                    id.value());
                            endSecrets(tx, id, now, end);
                            insert(tx, id, fresh);
                            return new Outcome(find(tx, workspace, id).orElseThrow(), null);
                        },
                        note),
                fresh.secret());
    }

    /** What a change came to: one of the two. */
    private record Outcome(@Nullable ApiKey key, @Nullable Problem refusal) {}

    private ApiKey change(Function<Transaction, Outcome> work, Note note) {
        try {
            Outcome outcome = database.write(tx -> {
                Outcome came = work.apply(tx);
                if (came.key() != null) {
                    note.write(tx, came.key());
                }
                return came;
            });
            if (outcome.key() == null) {
                throw outcome.refusal() == null ? unknown() : outcome.refusal();
            }
            return outcome.key();
        } finally {
            // Also after a failure: the commit may have happened although its answer was lost.
            afterChange.run();
        }
    }

    /** Takes the next change number, and with it the right to change keys and tiers until the commit. */
    static long nextChange(Transaction tx) {
        return tx.first(
                        "UPDATE api_key_changes SET number = number + 1 WHERE id = 1 RETURNING number",
                        row -> row.number("number"))
                .orElseThrow();
    }

    private static long active(Transaction tx, WorkspaceId workspace, long now) {
        return tx.first(COUNT_ACTIVE, row -> row.number("active"), workspace.value(), now)
                .orElseThrow();
    }

    private static Optional<ApiKey> find(Transaction tx, WorkspaceId workspace, KeyId id) {
        return tx.first(FIND, KeyRows::key, workspace.value(), id.value());
    }

    private static void insert(Transaction tx, WorkspaceId workspace, ApiKey key, long number) {
        tx.update(
                "INSERT INTO api_keys (id, workspace_id, name, prefix, scopes, created_at, created_by, expires_at,"
                        + " rate_limit, changed) VALUES (?, ?, ?, ?, ?, ?, ?, CAST(? AS BIGINT), CAST(? AS BIGINT), ?)",
                key.id().value(),
                workspace.value(),
                key.name(),
                key.prefix(),
                Json.strings(key.scopes()).write(),
                key.createdAt(),
                key.createdBy().value(),
                key.expiresAt(),
                key.rateLimitPerMinute(),
                number);
    }

    private static void insert(Transaction tx, KeyId id, Secrets.Fresh fresh) {
        tx.update(
                "INSERT INTO api_key_secrets (key_id, hash, salt, prefix) VALUES (?, ?, ?, ?)",
                id.value(),
                fresh.hash(),
                fresh.salt(),
                fresh.prefix());
    }

    private static void endSecrets(Transaction tx, KeyId id, long now, long end) {
        tx.update(
                "UPDATE api_key_secrets SET valid_until = ? WHERE key_id = ? AND (valid_until IS NULL OR valid_until > ?)",
                end,
                id.value(),
                end);
        tx.update("DELETE FROM api_key_secrets WHERE key_id = ? AND valid_until <= ?", id.value(), now);
    }

    private static boolean isActive(ApiKey key, long now) {
        Long expiresAt = key.expiresAt();
        return key.revokedAt() == null && (expiresAt == null || expiresAt > now);
    }

    private static Problem unknown() {
        return Problem.of(
                ProblemCode.NOT_FOUND, "There is no such key in this workspace: list the keys for their ids.");
    }

    private static Problem ended() {
        return Problem.of(
                ProblemCode.BAD_REQUEST, "The key is revoked or expired and cannot be rotated: make a new one.");
    }

    private static Problem tooMany(int most) {
        return Problem.of(
                ProblemCode.KEY_QUOTA_EXCEEDED,
                "The workspace has as many active keys as its tier allows (" + most
                        + "): revoke one, or raise the tier on the server's machine with triggo workspaces tier.");
    }
}
