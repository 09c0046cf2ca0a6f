package dev.triggo.cli;

import dev.triggo.kernel.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Where commands print, and what comes in. */
public record Terminal(InputStream in, PrintStream out, PrintStream err) {
    /** With the process's own input. */
    public Terminal(PrintStream out, PrintStream err) {
        this(System.in, out, err);
    }

    /** All that comes in, as text. */
    String input() {
        try {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException fault) {
            throw new UncheckedIOException("Stdin cannot be read.", fault);
        }
    }

    void json(Json value) {
        out.println(value.write());
    }

    void line(String text) {
        out.println(text);
    }

    /** Rows in columns as wide as their widest cell. */
    void table(List<String> header, List<List<String>> rows) {
        var all = new ArrayList<List<String>>();
        all.add(header);
        all.addAll(rows);
        for (List<String> row : all) {
            var line = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int at = column;
                int width = all.stream()
                        .mapToInt(cells -> cells.get(at).length())
                        .max()
                        .orElse(0);
                line.append(row.get(column)).repeat(' ', width - row.get(column).length() + 2);
            }
            out.println(line.toString().stripTrailing());
        }
    }
}
