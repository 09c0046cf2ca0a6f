package dev.triggo.app;

import dev.triggo.credentials.KeyRotation;
import dev.triggo.credentials.Vault;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Ids;
import dev.triggo.people.Resealing;
import dev.triggo.people.Sealing;
import dev.triggo.store.Database;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** Exchanges the encryption key of this machine's data, wherever it is kept, while no server works on it. */
final class KeyExchange {
    private KeyExchange() {}

    /**
     * @param given the new key; null to have one made, where the data folder keeps it
     * @return what was done, for the operator
     */
    static String run(Settings settings, Database database, @Nullable String given) {
        var ids = new Ids(Clock.systemUTC(), new SecureRandom());
        try (DataFolder folder = DataFolder.hold(settings.dataDir())) {
            byte[] old = OwnKey.find(settings);
            if (old == null) {
                throw new IllegalStateException(
                        "ENCRYPTION_KEY: there is no encryption key yet, and nothing to exchange.");
            }
            boolean inFile = settings.encryptionKey() == null;
            if (!inFile && given == null) {
                throw new IllegalStateException(
                        "ENCRYPTION_KEY is a setting: give the new key by --stdin, and set it when this is done.");
            }
            if (given != null && Arrays.equals(KeyRotation.read(given), old)) {
                throw new IllegalStateException("The new key is the present one: nothing was changed.");
            }
            var rotation = new KeyRotation(database, ids, Clock.systemUTC());
            // On the disk before anything is sealed with it. One that is there was cut off, and is gone on with.
            String next = inFile
                    ? folder.ensureNextKey(given == null ? HexFormat.of().formatHex(ids.bytes(32)) : given)
                    : String.valueOf(given);
            byte[] key = KeyRotation.read(next);
            int count = rotation.isDone(key)
                    ? 0
                    : rotation.exchange(old, key, tx -> {
                        Resealing.all(tx, new Sealing(old, ids), new Sealing(key, ids));
                        SigningKeys.reseal(tx, old, key, ids);
                    });
            if (inFile) {
                folder.takeNextKey();
            }
            return "The encryption key is %s now; the keys of %d workspaces were sealed anew.%s"
                    .formatted(
                            Vault.keyId(key),
                            count,
                            inFile ? "" : " Set ENCRYPTION_KEY to it before any server starts.");
        } catch (IOException fault) {
            throw new IllegalStateException("TRIGGO_DATA_DIR: the lock of the folder cannot be given back.", fault);
        }
    }
}
