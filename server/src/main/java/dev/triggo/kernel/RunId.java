package dev.triggo.kernel;

/** One run of one version of a workflow. */
public record RunId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
