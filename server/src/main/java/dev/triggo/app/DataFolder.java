package dev.triggo.app;

import dev.triggo.kernel.Ids;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** The folder of this machine's data: held by one server at a time, secrets readable by its owner only. */
final class DataFolder implements AutoCloseable {
    private final Path folder;
    private final @Nullable FileChannel lockFile;

    private DataFolder(Path folder, @Nullable FileChannel lockFile) {
        this.folder = folder;
        this.lockFile = lockFile;
    }

    /** Makes the folder where it is missing and takes its lock. */
    static DataFolder hold(Path folder) {
        try {
            makePrivate(folder);
            FileChannel file =
                    FileChannel.open(folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (!locked(file)) {
                file.close();
                throw new Settings.Wrong("TRIGGO_DATA_DIR: another Triggo server works on " + folder
                        + "; stop it, or give this one a folder of its own.");
            }
            return new DataFolder(folder, file);
        } catch (IOException fault) {
            throw new Settings.Wrong(
                    "TRIGGO_DATA_DIR: the folder " + folder + " cannot be used: check that it can be written.");
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            // Held until the process ends, however it ends.
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException sameProcess) {
            return false;
        }
    }

    /** Makes the folder where it is missing, for its owner alone. */
    static void makePrivate(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            Files.createDirectories(folder);
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
            }
        }
    }

    /** The key that credentials are encrypted with, 64 hex digits, made at the first start of an embedded server. */
    String ensureEncryptionKey(Ids ids) {
        Path file = folder.resolve("encryption-key");
        try {
            if (!Files.exists(file)) {
                makeKey(file, HexFormat.of().formatHex(ids.bytes(32)));
            }
            String key = Files.readString(file).strip();
            if (key.matches("[0-9a-fA-F]{64}")) {
                return key;
            }
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the file encryption-key in " + folder
                    + " is damaged: restore it from a backup of the folder.");
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the encryption key cannot be kept in " + folder + ".");
        }
    }

    /** The key that is to take the place of the present one; the one that is there already, if there is one. */
    String ensureNextKey(String key) {
        Path file = folder.resolve("encryption-key.next");
        try {
            if (!Files.exists(file)) {
                makeKey(file, key);
            }
            return Files.readString(file).strip();
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the new encryption key cannot be kept in " + folder + ".");
        }
    }

    /** From here on it is the present one. */
    void takeNextKey() {
        try {
            Files.move(
                    folder.resolve("encryption-key.next"),
                    folder.resolve("encryption-key"),
                    StandardCopyOption.ATOMIC_MOVE,
                    StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the file encryption-key.next in " + folder
                    + " holds the new key and cannot take the place of encryption-key: move it there.");
        }
    }

    /** Keeps the token that makes the first account where its operator finds it; null for none any more. */
    void keepSetupToken(@Nullable String token) {
        Path file = folder.resolve("setup-token");
        try {
            if (token == null) {
                Files.deleteIfExists(file);
            } else {
                makeKey(file, token);
            }
        } catch (IOException fault) {
            throw new Settings.Wrong("TRIGGO_DATA_DIR: the setup token cannot be kept in " + folder + ".");
        }
    }

    /** Whole or not at all: a key that was cut off would be taken for the key ever after. */
    private static void makeKey(Path file, String key) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(draft);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createFile(draft, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Files.writeString(draft, key);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    @Override
    public void close() throws IOException {
        if (lockFile != null) {
            lockFile.close();
        }
    }
}
