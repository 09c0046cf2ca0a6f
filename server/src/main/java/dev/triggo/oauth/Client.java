package dev.triggo.oauth;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A program that asks for a person's leave. All clients are public ones: none has a secret.
 *
 * @param id the address of its document, or what it got when it registered
 * @param name as it calls itself, which proves nothing; may be empty
 * @param refreshes whether it asked for refresh tokens
 */
record Client(String id, String name, List<String> redirectUris, boolean refreshes) {
    Client {
        redirectUris = List.copyOf(redirectUris);
    }

    static boolean isDocument(String id) {
        return id.startsWith("https://");
    }

    /** The host that vouches for the client by its document; null when nobody does. */
    @Nullable
    String voucher() {
        return voucher(id);
    }

    static @Nullable String voucher(String id) {
        return isDocument(id) ? URI.create(id).getHost() : null;
    }
}
