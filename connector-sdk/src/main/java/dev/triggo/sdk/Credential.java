package dev.triggo.sdk;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a call signs in with: the opened connection of its node, of the shape that the connector's {@link Auth} asks for.
 * It lives as long as the call. No text form of it shows a secret.
 */
public sealed interface Credential {
    /** Of {@link Auth.None}: nothing. */
    record None() implements Credential {}

    /** Of {@link Auth.SecretText}. */
    record Secret(String secret) implements Credential {
        @Override
        public String toString() {
            return "Secret[****]";
        }
    }

    /** Of {@link Auth.CustomAuth}: the fields by name. */
    record Fields(Map<String, @Nullable Object> values) implements Credential {
        // Not the compact form: it loses what may be null.
        public Fields(Map<String, @Nullable Object> values) {
            this.values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }

        /** The field as text; empty when it was left out. */
        public String text(String name) {
            Object value = values.get(name);
            return value == null ? "" : value.toString();
        }

        @Override
        public String toString() {
            return "Fields" + values.keySet();
        }
    }

    /**
     * Of {@link Auth.OAuth2}: a token that was good when the call began.
     *
     * @param tokenType as the service named it, as {@code Bearer}
     * @param scope what was granted, separated by spaces; empty when the service did not say
     * @param expiresAt null when the service did not say
     * @param props the fields that were asked for before the flow, by name
     */
    record OAuth2(
            String accessToken,
            String tokenType,
            String scope,
            @Nullable Instant expiresAt,
            Map<String, @Nullable Object> props)
            implements Credential {
        public OAuth2(
                String accessToken,
                String tokenType,
                String scope,
                @Nullable Instant expiresAt,
                Map<String, @Nullable Object> props) {
            this.accessToken = accessToken;
            this.tokenType = tokenType;
            this.scope = scope;
            this.expiresAt = expiresAt;
            this.props = Collections.unmodifiableMap(new LinkedHashMap<>(props));
        }

        @Override
        public String toString() {
            return "OAuth2[****]";
        }
    }

    /** What a connector without auth is handed. */
    static Credential none() {
        return new None();
    }
}
