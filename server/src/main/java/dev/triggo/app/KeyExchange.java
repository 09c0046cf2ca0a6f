package dev.triggo.app;

import dev.triggo.access.Workspace;
import dev.triggo.access.Workspaces;
import dev.triggo.credentials.KeyRotation;
import dev.triggo.credentials.Vault;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Ids;
import dev.triggo.kernel.Json;
import dev.triggo.people.Audit;
import dev.triggo.people.Resealing;
import dev.triggo.people.Sealing;
import dev.triggo.store.Database;
import dev.triggo.store.Transaction;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
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
                throw new IllegalStateException("ENCRYPTION_KEY: there is none yet in " + settings.dataDir()
                        + " (TRIGGO_DATA_DIR), and nothing to exchange.");
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
            var audit = new Audit(database, ids, Clock.systemUTC());
            List<Workspace> workspaces = new Workspaces(database, Clock.systemUTC()).list();
            int count = rotation.isDone(key)
                    ? 0
                    : rotation.exchange(old, key, tx -> {
                        Resealing.all(tx, new Sealing(old, ids), new Sealing(key, ids));
                        SigningKeys.reseal(tx, old, key, ids);
                        workspaces.forEach(workspace -> noted(tx, audit, workspace, key));
                    });
            if (inFile) {
                folder.takeNextKey();
            }
            String remark = OwnKey.remark(key);
            return "The encryption key is %s now; the keys of %d workspaces were sealed anew.%s%s"
                    .formatted(
                            Vault.keyId(key),
                            count,
                            inFile ? "" : " Set ENCRYPTION_KEY to it before any server starts.",
                            remark.isEmpty() ? "" : "\n" + remark);
        } catch (IOException fault) {
            throw new IllegalStateException("TRIGGO_DATA_DIR: the lock of the folder cannot be given back.", fault);
        }
    }

    /** For the people of every workspace: what they have sealed is concerned. */
    private static void noted(Transaction tx, Audit audit, Workspace workspace, byte[] key) {
        Json.Obj about = Json.object().put("key", Vault.keyId(key)).build();
        audit.noteOperator(tx, workspace.id(), "encryption_key.exchanged", about);
    }
}
