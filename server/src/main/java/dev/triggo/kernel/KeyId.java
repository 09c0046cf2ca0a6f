package dev.triggo.kernel;

/** An API key's record (not its secret). */
public record KeyId(String value) {
    @Override
    public String toString() {
        return value;
    }
}
