package dev.triggo.kernel;

/** A saved workflow: a draft and its immutable versions. */
public record WorkflowId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
