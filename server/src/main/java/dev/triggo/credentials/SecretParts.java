package dev.triggo.credentials;

import dev.triggo.kernel.Json;
import java.util.Set;

/** A secret may hold others: the key in a service account's JSON, the lines of a PEM file. They may come back alone. */
final class SecretParts {
    private static final int SHORTEST_PART = 16;

    private SecretParts() {}

    /** Adds the secret and its parts. */
    static void of(String secret, Set<String> found) {
        if (secret.isBlank()) {
            return;
        }
        found.add(secret.strip());
        if (secret.indexOf('\n') >= 0) {
            secret.lines().map(String::strip).filter(SecretParts::isPart).forEach(found::add);
        }
        if (secret.strip().startsWith("{")) {
            try {
                if (Json.parse(secret) instanceof Json.Obj json) {
                    json.fields().values().forEach(value -> field(value, found));
                }
            } catch (RuntimeException noJson) {
                // Then it is one secret, as it stands.
                return;
            }
        }
    }

    private static void field(Json value, Set<String> found) {
        if (value instanceof Json.Str text
                && !text.value().startsWith("https://")
                && !text.value().contains("@")
                && text.value().length() >= SHORTEST_PART) {
            of(text.value(), found);
        }
    }

    private static boolean isPart(String text) {
        return text.length() >= SHORTEST_PART && !text.startsWith("-----");
    }
}
