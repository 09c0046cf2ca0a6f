package dev.triggo.sdk;

/** Lines for the people who look into a step. Secrets are blanked, long lines are cut. */
public interface Log {
    /** Something worth knowing. */
    void info(String line);

    /** Something that may be the reason of a later trouble. */
    void warn(String line);
}
