package dev.triggo.app;

import dev.triggo.access.NewKey;
import dev.triggo.access.Scope;
import dev.triggo.cli.LocalStore;
import dev.triggo.kernel.PersonId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

/** The key that the quickstart made, kept readable by the owner alone so that the next start can show it again. */
final class QuickstartKey {
    private static final PersonId OPERATOR = new PersonId("operator");

    private QuickstartKey() {}

    static String of(Settings settings) {
        Path file = settings.dataDir().resolve("quickstart-key");
        try (LocalStore store = LocalData.open(settings)) {
            if (Files.exists(file)) {
                String secret = Files.readString(file).strip();
                boolean active = store.keys().list(store.workspace().id()).stream()
                        .anyMatch(key -> key.revokedAt() == null && secret.startsWith(key.prefix()));
                if (active) {
                    return secret;
                }
            }
            var asked = new NewKey(
                    "Quickstart",
                    Arrays.stream(Scope.values()).map(Scope::wireName).toList(),
                    OPERATOR,
                    null,
                    null);
            String secret = store.keys()
                    .create(store.workspace().id(), asked, store.caps(), store.keyChange("key.created"))
                    .secret();
            Files.deleteIfExists(file);
            if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            }
            Files.writeString(file, secret);
            return secret;
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the quickstart's key cannot be kept in " + settings.dataDir());
        }
    }
}
