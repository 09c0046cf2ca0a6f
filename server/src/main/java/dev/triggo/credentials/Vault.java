package dev.triggo.credentials;

import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.SealingKey;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Seals texts of a workspace under a key of its own, which is kept sealed under the server's encryption key: another
 * encryption key re-seals these few and nothing else. Thread-safe.
 */
public final class Vault {
    private static final String PURPOSE = "triggo credentials";
    private static final String ONE = "SELECT key_id, wrapped FROM data_keys WHERE workspace_id = ?";
    private static final String MAKE = """
            INSERT INTO data_keys (workspace_id, key_id, wrapped, made_at) VALUES (?, ?, ?, ?)
            ON CONFLICT (workspace_id) DO NOTHING
            """;
    private static final String STRANGE = "SELECT key_id FROM data_keys WHERE key_id <> ? LIMIT 1";

    private final SealingKey master;
    private final String masterId;
    private final Ids ids;
    private final Clock clock;
    /** By workspace and sealed form, which is another one after a rotation. */
    private final Map<String, SealingKey> opened = new ConcurrentHashMap<>();

    /** A workspace's key as it is kept. */
    private record Kept(String keyId, String wrapped) {}

    /** What came of opening. */
    sealed interface Opening {
        record Opened(String text) implements Opening {}

        /** @param why a sentence for whoever runs the server */
        record Shut(String why) implements Opening {}
    }

    /** @param secret the server's encryption key, 32 bytes */
    public Vault(byte[] secret, Ids ids, Clock clock) {
        this.master = SealingKey.of(PURPOSE, secret, ids);
        this.masterId = keyId(secret);
        this.ids = ids;
        this.clock = clock;
    }

    /** What an encryption key is called where it must not be shown: 8 hex characters that do not lead back to it. */
    public static String keyId(byte[] secret) {
        byte[] hash = Hash.sha256("triggo key id".getBytes(StandardCharsets.UTF_8), secret);
        return HexFormat.of().formatHex(hash, 0, 4);
    }

    /** IllegalStateException with one line when something was sealed under another encryption key than this server's. */
    public void claim(Database database) {
        Optional<String> other = database.read(tx -> tx.first(STRANGE, row -> row.text("key_id"), masterId));
        if (other.isPresent()) {
            throw new IllegalStateException(
                    "ENCRYPTION_KEY: connections were sealed with the key %s and this one is %s: start the server with that key, or exchange it with ./triggo rotate-encryption-key."
                            .formatted(other.get(), masterId));
        }
    }

    /** Seals a text for a place, which names what it belongs to; it opens in this workspace and at this place only. */
    public String seal(Transaction tx, WorkspaceId workspace, String place, String text) {
        return key(tx, workspace).seal(place(workspace, place), text.getBytes(StandardCharsets.UTF_8));
    }

    /** The text that was sealed for this place; empty when it cannot be opened, which nobody may take for no secret. */
    public Optional<String> read(Transaction tx, WorkspaceId workspace, String place, String sealed) {
        return open(tx, workspace, place, sealed) instanceof Opening.Opened opening
                ? Optional.of(opening.text())
                : Optional.empty();
    }

    Opening open(Transaction tx, WorkspaceId workspace, String place, String sealed) {
        Optional<Kept> kept = find(tx, workspace);
        if (kept.isEmpty()) {
            return new Opening.Shut("The key of this workspace is gone.");
        }
        if (!kept.get().keyId().equals(masterId)) {
            return new Opening.Shut(strange(kept.get()));
        }
        SealingKey key = unwrapped(workspace, kept.get());
        Optional<byte[]> bytes = key == null ? Optional.empty() : key.open(place(workspace, place), sealed);
        return bytes.<Opening>map(text -> new Opening.Opened(new String(text, StandardCharsets.UTF_8)))
                .orElseGet(() -> new Opening.Shut("What is kept was changed, or was sealed with another key."));
    }

    private SealingKey key(Transaction tx, WorkspaceId workspace) {
        Optional<Kept> kept = find(tx, workspace);
        if (kept.isEmpty()) {
            String wrapped = master.seal(keyPlace(workspace), ids.bytes(SealingKey.BYTES));
            tx.update(MAKE, workspace.value(), masterId, wrapped, clock.millis());
            // Another server may have been first.
            kept = find(tx, workspace);
        }
        Kept present = kept.orElseThrow();
        SealingKey key = present.keyId().equals(masterId) ? unwrapped(workspace, present) : null;
        if (key == null) {
            throw Problem.later(
                    ProblemCode.OVERLOADED, "Nothing can be sealed now. " + strange(present), Duration.ofMinutes(1));
        }
        return key;
    }

    private String strange(Kept kept) {
        return "The server runs with the encryption key %s and this needs %s: start it with that one."
                .formatted(masterId, kept.keyId());
    }

    private @Nullable SealingKey unwrapped(WorkspaceId workspace, Kept kept) {
        SealingKey known = opened.get(workspace.value() + kept.wrapped());
        if (known != null) {
            return known;
        }
        SealingKey made = master.open(keyPlace(workspace), kept.wrapped())
                .map(bytes -> new SealingKey(bytes, ids))
                .orElse(null);
        if (made != null) {
            opened.put(workspace.value() + kept.wrapped(), made);
        }
        return made;
    }

    private static Optional<Kept> find(Transaction tx, WorkspaceId workspace) {
        return tx.first(ONE, row -> new Kept(row.text("key_id"), row.text("wrapped")), workspace.value());
    }

    private static String keyPlace(WorkspaceId workspace) {
        return "data key\n" + workspace.value();
    }

    private static String place(WorkspaceId workspace, String place) {
        return workspace.value() + "\n" + place;
    }
}
