package dev.triggo.journal;

import dev.triggo.kernel.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import javax.crypto.spec.SecretKeySpec;

/** The files of the digests, one for each day, lines only ever added to the last. */
final class DigestFiles {
    private static final String ENDING = ".jsonl";

    private DigestFiles() {}

    static SecretKeySpec key(byte[] secret) {
        return new SecretKeySpec(
                Hash.sha256("triggo journal digests".getBytes(StandardCharsets.UTF_8), secret), "HmacSHA256");
    }

    /** In the order in which they were written. */
    static List<Path> in(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ENDING))
                    .sorted()
                    .toList();
        }
    }

    /** The folders in it. */
    static List<Path> foldersIn(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.list(folder)) {
            return files.filter(Files::isDirectory).sorted().toList();
        }
    }

    /** Its whole lines; a last one that was cut off while it was written was never relied on. */
    static List<String> lines(Path file) throws IOException {
        String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        int end = text.lastIndexOf('\n');
        return end < 0 ? List.of() : List.of(text.substring(0, end).split("\n", -1));
    }

    /** Adds to the file of this day, or to a later one if there is one; on return the text is on the disk. */
    static void append(Path folder, String day, String text) throws IOException {
        Files.createDirectories(folder);
        List<Path> files = in(folder);
        Path today = folder.resolve(day + ENDING);
        Path file = files.isEmpty() || files.getLast().compareTo(today) < 0 ? today : files.getLast();
        try (FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            channel.truncate(endOfLastLine(channel));
            channel.position(channel.size());
            var bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    /** Past the last line break: what follows it was cut off. */
    private static long endOfLastLine(FileChannel channel) throws IOException {
        var one = ByteBuffer.allocate(1);
        for (long at = channel.size(); at > 0; at--) {
            one.clear();
            channel.read(one, at - 1);
            if (one.get(0) == '\n') {
                return at;
            }
        }
        return 0;
    }
}
