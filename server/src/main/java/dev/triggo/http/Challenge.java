package dev.triggo.http;

import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The text of {@code WWW-Authenticate}, by which an MCP host finds out how to get in (RFC 6750, RFC 9728). */
final class Challenge {
    private final String metadata;

    Challenge(String publicUrl) {
        this.metadata = "resource_metadata=\"" + publicUrl + "/.well-known/oauth-protected-resource/mcp\"";
    }

    /** For 401. */
    String unauthorized(boolean tokenSent) {
        return tokenSent ? "Bearer error=\"invalid_token\", " + metadata : "Bearer " + metadata;
    }

    /** For a FORBIDDEN whose details are scopes: all that the call needs. Null when they are something else. */
    @Nullable
    String insufficientScope(List<Json> details) {
        var scopes = new ArrayList<String>();
        for (Json detail : details) {
            if (!(detail instanceof Json.Str scope) || !isScope(scope.value())) {
                return null;
            }
            scopes.add(scope.value());
        }
        return scopes.isEmpty()
                ? null
                : "Bearer error=\"insufficient_scope\", scope=\"" + String.join(" ", scopes) + "\", " + metadata;
    }

    private static boolean isScope(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > 0x20 && c < 0x7f && c != '"' && c != '\\');
    }
}
