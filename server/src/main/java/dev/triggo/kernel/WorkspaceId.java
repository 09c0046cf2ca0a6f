package dev.triggo.kernel;

/** A workspace: owns everything, and nothing of it is visible from another. */
public record WorkspaceId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
