package dev.triggo.connectors;

import dev.triggo.sdk.Log;
import java.util.ArrayList;
import java.util.List;

/** The lines of one call, as many as a step keeps. */
final class BoundedLog implements Log {
    private static final int MAX_LINES = 100;
    private static final int MAX_LENGTH = 1024;

    private final List<String> lines = new ArrayList<>();

    @Override
    public void info(String line) {
        add("info " + line);
    }

    @Override
    public void warn(String line) {
        add("warn " + line);
    }

    private synchronized void add(String line) {
        if (lines.size() < MAX_LINES) {
            lines.add(line.length() > MAX_LENGTH ? line.substring(0, MAX_LENGTH) : line);
        }
    }

    synchronized List<String> lines() {
        return List.copyOf(lines);
    }
}
