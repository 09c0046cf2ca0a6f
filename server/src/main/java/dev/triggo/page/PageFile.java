package dev.triggo.page;

import dev.triggo.kernel.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** A file of the page, read and compressed at the first request for it. Thread-safe. */
public final class PageFile {
    /** Where the build puts the page among the resources. */
    private static final String FOLDER = "/page/";

    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "svg", "image/svg+xml",
            "json", "application/json",
            "png", "image/png",
            "woff2", "font/woff2");
    /** These are compressed already. */
    private static final List<String> DENSE = List.of("png", "woff2");

    private final String name;
    private final String ending;
    private volatile @Nullable Content content;

    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    private record Content(byte[] bytes, byte @Nullable [] compressed, String tag) {}

    private PageFile(String name) {
        this.name = name;
        this.ending = name.substring(name.lastIndexOf('.') + 1);
    }

    /** All that the build lists; none when there was no build of the page. */
    public static List<PageFile> all() {
        var files = new ArrayList<PageFile>();
        try (InputStream list = PageFile.class.getResourceAsStream(FOLDER + "files.txt")) {
            if (list != null) {
                new String(list.readAllBytes(), StandardCharsets.UTF_8)
                        .lines()
                        .filter(name -> TYPES.containsKey(name.substring(name.lastIndexOf('.') + 1)))
                        .forEach(name -> files.add(new PageFile(name)));
            }
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
        return files;
    }

    /** Below the page's folder, as {@code assets/index-4f2a.js}. */
    String name() {
        return name;
    }

    String type() {
        return TYPES.getOrDefault(ending, "application/octet-stream");
    }

    byte[] bytes() {
        return content().bytes();
    }

    /** By gzip; null where that would not help. */
    byte @Nullable [] compressed() {
        return content().compressed();
    }

    /** Another for each other content. */
    String tag() {
        return content().tag();
    }

    private Content content() {
        Content known = content;
        if (known == null) {
            known = read();
            content = known;
        }
        return known;
    }

    private Content read() {
        try (InputStream stream = PageFile.class.getResourceAsStream(FOLDER + name)) {
            if (stream == null) {
                throw new IllegalStateException("the page's list names " + name + ", which is not there");
            }
            byte[] bytes = stream.readAllBytes();
            String tag = '"'
                    + Hash.sha256Hex(new String(bytes, StandardCharsets.ISO_8859_1))
                            .substring(0, 24)
                    + '"';
            return new Content(bytes, DENSE.contains(ending) ? null : gzip(bytes), tag);
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream(bytes.length / 2);
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }
}
