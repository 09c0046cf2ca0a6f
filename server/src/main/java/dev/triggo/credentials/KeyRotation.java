package dev.triggo.credentials;

import dev.triggo.kernel.Ids;
import dev.triggo.kernel.SealingKey;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Exchanges the server's encryption key: the workspaces' keys are sealed anew, all or none, and what was sealed under them
 * stays as it is. The journal only grows and its signatures stand: the key that they were made with is kept, sealed.
 */
public final class KeyRotation {
    private static final String PURPOSE = "triggo kept keys";
    private static final String JOURNAL = "journal";
    private static final String KEPT = "SELECT key_id, wrapped FROM kept_keys WHERE purpose = ?";
    private static final String KEEP = """
            INSERT INTO kept_keys (purpose, key_id, wrapped, made_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (purpose) DO UPDATE
            SET key_id = excluded.key_id, wrapped = excluded.wrapped, made_at = excluded.made_at
            """;
    private static final String ALL = "SELECT workspace_id, key_id, wrapped FROM data_keys ORDER BY workspace_id";
    private static final String REWRAP =
            "UPDATE data_keys SET key_id = ?, wrapped = ? WHERE workspace_id = ? AND key_id = ?";
    private static final String PRESENT = """
            SELECT key_id FROM kept_keys UNION SELECT key_id FROM data_keys
            """;

    private final Database database;
    private final Ids ids;
    private final Clock clock;

    public KeyRotation(Database database, Ids ids, Clock clock) {
        this.database = database;
        this.ids = ids;
        this.clock = clock;
    }

    private record Row(String name, String keyId, String wrapped) {}

    /** IllegalStateException with one line when something was sealed under another encryption key than this one. */
    public void claim(byte[] secret) {
        String own = Vault.keyId(secret);
        List<String> others = database.read(tx -> tx.list(PRESENT, row -> row.text("key_id"))).stream()
                .filter(id -> !id.equals(own))
                .toList();
        if (!others.isEmpty()) {
            throw new IllegalStateException(
                    "ENCRYPTION_KEY: what is kept was sealed with the key %s and this one is %s: start the server with that key, or exchange it with ./triggo rotate-encryption-key."
                            .formatted(String.join(", ", others), own));
        }
    }

    /** True when everything is sealed under this key already, after an exchange. */
    public boolean isDone(byte[] secret) {
        return database.read(tx -> kept(tx))
                .filter(row -> row.keyId().equals(Vault.keyId(secret)))
                .isPresent();
    }

    /** What the journal is sealed and signed with: this key, or the first one after an exchange. */
    public byte[] journalKey(byte[] secret) {
        return database.read(tx -> journalKey(tx, secret));
    }

    private byte[] journalKey(Transaction tx, byte[] secret) {
        return kept(tx).map(row -> SealingKey.of(PURPOSE, secret, ids)
                        .open(JOURNAL, row.wrapped())
                        .orElseThrow(() -> strange(row, secret)))
                .orElse(secret);
    }

    /**
     * Exchanges the key, in one transaction. Servers that run with the old one refuse what is sealed from then on.
     *
     * @param also what else has to be sealed anew in it
     * @return how many workspaces' keys were sealed anew
     * @throws IllegalStateException with one line when something was sealed under another key than the old one; nothing
     *     has changed then
     */
    public int exchange(byte[] old, byte[] next, Consumer<Transaction> also) {
        return database.write(tx -> {
            byte[] journal = journalKey(tx, old);
            int count = 0;
            for (Row row :
                    tx.list(ALL, row -> new Row(row.text("workspace_id"), row.text("key_id"), row.text("wrapped")))) {
                String place = Vault.keyPlace(row.name());
                byte[] key = SealingKey.of(Vault.PURPOSE, old, ids)
                        .open(place, row.wrapped())
                        .orElseThrow(() -> strange(row, old));
                String wrapped = SealingKey.of(Vault.PURPOSE, next, ids).seal(place, key);
                count += tx.update(REWRAP, Vault.keyId(next), wrapped, row.name(), row.keyId());
            }
            String wrapped = SealingKey.of(PURPOSE, next, ids).seal(JOURNAL, journal);
            tx.update(KEEP, JOURNAL, Vault.keyId(next), wrapped, clock.millis());
            also.accept(tx);
            return count;
        });
    }

    private static Optional<Row> kept(Transaction tx) {
        return tx.first(KEPT, row -> new Row(JOURNAL, row.text("key_id"), row.text("wrapped")), JOURNAL);
    }

    private static IllegalStateException strange(Row row, byte[] secret) {
        return new IllegalStateException(
                "ENCRYPTION_KEY: what is kept was sealed with the key %s and the one that was given is %s: nothing was changed."
                        .formatted(row.keyId(), Vault.keyId(secret)));
    }

    /** 32 bytes; IllegalArgumentException with one line for anything but 64 hex characters. */
    public static byte[] read(String hex) {
        if (!hex.matches("[0-9a-fA-F]{64}")) {
            throw new IllegalArgumentException("The new key is not 64 hex characters: openssl rand -hex 32 makes one.");
        }
        return HexFormat.of().parseHex(hex);
    }
}
