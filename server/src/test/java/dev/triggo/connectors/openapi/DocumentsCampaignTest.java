package dev.triggo.connectors.openapi;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.testing.WrittenDocs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Documents of one's own choice: {@code ./dev campaign documents -Ddocuments=/tmp/a.json:/tmp/folder} builds each, calls each
 * of its operations at a service that holds the request to the document, and prints the rows of the table in {@code docs/connector-builds.md}. Without files it is about those beside this repository, or ours.
 */
@Tag("campaign")
class DocumentsCampaignTest {
    private static final double BAR = 0.95;
    private static final long MOST_MILLIS = 20_000;

    @TempDir
    Path folder;

    @Test
    @Timeout(3600)
    void eachIsBuiltAndCallable() throws Exception {
        var rows = new ArrayList<List<String>>();
        var faults = new ArrayList<String>();
        for (Path file : files()) {
            String name = String.valueOf(file.getFileName());
            String text = Files.readString(file);
            DocumentBuild.Said build = DocumentBuild.of(file.toAbsolutePath());
            OpenApiDocumentsTest.Result result = OpenApiDocumentsTest.tried(name, text);
            var row = new ArrayList<>(result.row());
            row.add(String.format(Locale.ROOT, "%.1f s", build.millis() / 1000.0));
            row.add(String.format(Locale.ROOT, "%.1f s", build.worked() / 1000.0));
            rows.add(List.copyOf(row));
            if (result.callable() < BAR * result.found()) {
                faults.add("%s: %d of %d operations can be called".formatted(name, result.callable(), result.found()));
            }
            inTime(name, build, faults);
        }
        if (whole()) {
            Path large = folder.resolve("ten-mebibytes.json");
            Files.writeString(large, MutatedDocumentsTest.large());
            DocumentBuild.Said build = DocumentBuild.of(large);
            inTime("a made-up document of 10 MiB", build, faults);
            System.out.printf(
                    Locale.ROOT,
                    "a made-up document of 10 MiB: %d operations, %.1f s, %.1f s of the processor%n",
                    build.names().size(),
                    build.millis() / 1000.0,
                    build.worked() / 1000.0);
        }
        System.out.println(WrittenDocs.table(
                List.of(
                        "document",
                        "operations",
                        "built",
                        "callable",
                        "with all fields",
                        "left out",
                        "built in",
                        "of the processor"),
                rows));
        assertTrue(faults.isEmpty(), faults::toString);
    }

    /** Judged by the processor's time: a machine that others use too makes no build slow. Too large a one has ended already. */
    private static void inTime(String name, DocumentBuild.Said build, List<String> faults) {
        if (build.worked() > MOST_MILLIS) {
            faults.add("%s: built in %d ms of the processor".formatted(name, build.worked()));
        }
    }

    private static List<Path> files() throws IOException {
        String given = System.getProperty("documents");
        if (given == null) {
            Path shared = OpenApiDocumentsTest.shared();
            return inside(Files.isDirectory(shared) && whole() ? shared : Path.of("src/test/resources/openapi"));
        }
        var files = new ArrayList<Path>();
        for (String one : given.split(":")) {
            files.addAll(inside(Path.of(one)));
        }
        return files;
    }

    private static boolean whole() {
        return "full".equals(System.getProperty("campaign.scale"));
    }

    private static List<Path> inside(Path place) throws IOException {
        if (!Files.isDirectory(place)) {
            return List.of(place);
        }
        Predicate<Path> isDocument = file -> String.valueOf(file.getFileName()).matches(".*\\.(json|yaml|yml)");
        try (Stream<Path> files = Files.list(place)) {
            return files.filter(isDocument).sorted().toList();
        }
    }
}
