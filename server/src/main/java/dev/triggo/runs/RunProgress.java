package dev.triggo.runs;

/** Told while somebody waits for a run: so many of its nodes have ended. */
@FunctionalInterface
public interface RunProgress {
    void settled(int settled, int total);
}
