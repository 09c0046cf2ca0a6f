package dev.triggo.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Documents that the code writes and a test compares: {@code ./dev docs} (which gives {@code -Dupdate=true} to the tests
 * tagged {@code docs}) rewrites them, a plain run fails when they are not what the code says.
 */
public final class WrittenDocs {
    private static final Path ROOT = findRoot();

    private WrittenDocs() {}

    /** The folder of the checkout. */
    public static Path root() {
        return ROOT;
    }

    /** Compares a file of the checkout, say {@code docs/problems.md}, with what the code says it holds. */
    public static void mustSay(String file, String text) {
        Path path = ROOT.resolve(file);
        try {
            if (Boolean.getBoolean("update")) {
                Files.createDirectories(path.getParent());
                Files.writeString(path, text);
            }
            String found = Files.exists(path) ? Files.readString(path) : "";
            assertEquals(text, found, file + " is not what the code says: ./dev docs rewrites it");
        } catch (IOException fault) {
            throw new UncheckedIOException(fault);
        }
    }

    /** A Markdown table, its columns padded so that it reads well as text too. */
    public static String table(List<String> head, List<List<String>> rows) {
        var widths = new ArrayList<Integer>();
        for (int column = 0; column < head.size(); column++) {
            int width = head.get(column).length();
            for (List<String> row : rows) {
                width = Math.max(width, cell(row.get(column)).length());
            }
            widths.add(width);
        }
        var text = new StringBuilder();
        line(text, head, widths);
        line(text, widths.stream().map("-"::repeat).toList(), widths);
        rows.forEach(row -> line(text, row, widths));
        return text.toString();
    }

    private static void line(StringBuilder text, List<String> cells, List<Integer> widths) {
        for (int column = 0; column < cells.size(); column++) {
            String cell = cell(cells.get(column));
            text.append("| ").append(cell).append(" ".repeat(widths.get(column) - cell.length() + 1));
        }
        text.append("|\n");
    }

    private static String cell(String text) {
        return text.replace("|", "\\|");
    }

    private static Path findRoot() {
        Path folder = Path.of("").toAbsolutePath();
        while (folder != null && !Files.exists(folder.resolve("connector-sdk/pom.xml"))) {
            folder = folder.getParent();
        }
        if (folder == null) {
            throw new IllegalStateException("the tests run inside a checkout");
        }
        return folder;
    }
}
