package dev.triggo.connectors.openapi;

import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Builds one document in a process of its own, whose heap is what builds are promised to get by with. It says how long the
 * build took, and the names that operations got.
 */
final class DocumentBuild {
    private static final String HEAP = "-Xmx512m";

    private DocumentBuild() {}

    /**
     * What was said.
     *
     * @param millis by the clock, which other work on the machine moves too
     * @param worked of the processor, all threads of the process: what it takes at most where nothing else runs
     */
    record Said(long millis, long worked, List<String> names) {}

    static Said of(Path file) throws IOException, InterruptedException {
        var process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        HEAP,
                        "-cp",
                        System.getProperty("java.class.path"),
                        DocumentBuild.class.getName(),
                        file.toString())
                .redirectErrorStream(true)
                .directory(WrittenDocs.root().toFile())
                .start();
        List<String> lines;
        try (var out = process.inputReader(StandardCharsets.UTF_8)) {
            lines = out.lines().toList();
        }
        int code = process.waitFor();
        if (code != 0) {
            throw new IOException(file + " was not built with " + HEAP + ": " + lines);
        }
        return new Said(Long.parseLong(lines.getFirst()), Long.parseLong(lines.get(1)), lines.subList(2, lines.size()));
    }

    /** Builds twice, the second time as a new version; the first is what counts, without the start of the machine. */
    static void main(String[] files) throws Exception {
        String text = Files.readString(Path.of(files[0]));
        long began = System.nanoTime();
        Map<String, String> names = names(text, Map.of());
        long millis = (System.nanoTime() - began) / 1_000_000;
        long worked =
                ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis();
        if (!names.equals(names(text, names))) {
            throw new IllegalStateException("operations have other names when the document is built again");
        }
        var said =
                new StringBuilder().append(millis).append('\n').append(worked).append('\n');
        names.forEach((origin, name) -> said.append(String.format(Locale.ROOT, "%s %s%n", name, origin)));
        System.out.write(said.toString().getBytes(StandardCharsets.UTF_8));
        System.out.flush();
    }

    private static Map<String, String> names(String text, Map<String, String> before) throws Exception {
        var names = new LinkedHashMap<String, String>();
        var making = new ApiDocument.Making(null, Include.ALL, before, url -> null);
        // The server keeps each operation as text, one by one: so much of the work is part of a build.
        var length = new long[1];
        ApiDocument.openApi(text).make(making, operation -> {
            names.put(operation.origin(), operation.texts().name());
            length[0] += operation.toJson().write().length();
        });
        return names;
    }
}
