package dev.triggo.kernel;

/** Whoever stands behind a credential: a user, or the machine's operator. */
public record PersonId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
