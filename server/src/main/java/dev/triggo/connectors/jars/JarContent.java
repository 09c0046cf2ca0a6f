package dev.triggo.connectors.jars;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.jspecify.annotations.Nullable;

/** All that is in a jar, read once and within bounds: what becomes of the file afterwards changes nothing. */
record JarContent(Map<String, byte[]> entries) {
    static final int MAX_JAR_BYTES = 32 << 20;
    private static final int MAX_BYTES = 128 << 20;
    private static final int MAX_ENTRIES = 20_000;

    static JarContent read(Path file) throws JarRefused {
        // A link could lead out of the folder, and to another file tomorrow.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new JarRefused("it is a link or a folder; put the jar itself there.");
        }
        try (var in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] bytes = in.readNBytes(MAX_JAR_BYTES + 1);
            if (bytes.length > MAX_JAR_BYTES) {
                throw new JarRefused("it is larger than %d MiB.".formatted(MAX_JAR_BYTES >> 20));
            }
            return new JarContent(unpacked(bytes));
        } catch (IOException | IllegalArgumentException broken) {
            throw new JarRefused("it cannot be read, or is no jar.");
        }
    }

    private static Map<String, byte[]> unpacked(byte[] jar) throws IOException, JarRefused {
        var entries = new HashMap<String, byte[]>();
        int left = MAX_BYTES;
        try (var zip = new ZipInputStream(new ByteArrayInputStream(jar))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                byte[] bytes = zip.readNBytes(left + 1);
                left -= bytes.length;
                if (left < 0 || entries.size() == MAX_ENTRIES) {
                    throw new JarRefused(
                            "it holds more than %d MiB or %d files.".formatted(MAX_BYTES >> 20, MAX_ENTRIES));
                }
                entries.put(entry.getName(), bytes);
            }
        }
        if (entries.isEmpty()) {
            throw new JarRefused("it cannot be read, or is no jar.");
        }
        return entries;
    }

    byte @Nullable [] entry(String name) {
        return entries.get(name);
    }

    /** The value of a main attribute of the manifest; empty when there is none. */
    String attribute(String name) throws JarRefused {
        byte[] manifest = entry("META-INF/MANIFEST.MF");
        if (manifest == null) {
            return "";
        }
        try {
            String value = new Manifest(new ByteArrayInputStream(manifest))
                    .getMainAttributes()
                    .getValue(new Attributes.Name(name));
            return value == null ? "" : value.strip();
        } catch (IOException broken) {
            throw new JarRefused("its manifest cannot be read.");
        }
    }

    /** The lines of a text, without comments and blanks. */
    List<String> lines(String name) {
        byte[] text = entry(name);
        return text == null
                ? List.of()
                : new String(text, StandardCharsets.UTF_8)
                        .lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .toList();
    }
}
