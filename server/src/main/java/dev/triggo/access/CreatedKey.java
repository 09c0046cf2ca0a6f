package dev.triggo.access;

import dev.triggo.kernel.Json;

/**
 * A key with its secret: the only time that the secret is seen.
 *
 * @param secret what the caller sends as {@code Authorization: Bearer <secret>}
 */
public record CreatedKey(ApiKey key, String secret) {
    /** The record's fields and {@code secret}. */
    public Json.Obj json() {
        return key.json().with("secret", Json.of(secret));
    }

    /** Without the secret: what is printed by accident is harmless. */
    @Override
    public String toString() {
        return "CreatedKey[" + key + "]";
    }
}
