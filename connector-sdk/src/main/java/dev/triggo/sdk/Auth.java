package dev.triggo.sdk;

import java.util.List;

/** How a connector proves to its service who is calling. */
public sealed interface Auth {
    /** The service asks for nothing. */
    record None() implements Auth {}

    /** One secret, such as an API key. {@code description} tells a person where to find it. */
    record SecretText(String displayName, String description) implements Auth {}

    /** Several named fields, such as a user name and a password. */
    record CustomAuth(List<Property> fields) implements Auth {
        public CustomAuth {
            fields = List.copyOf(fields);
            if (fields.isEmpty()) {
                throw new IllegalArgumentException("CustomAuth needs at least one field.");
            }
        }
    }

    /**
     * Authorization code flow with PKCE.
     *
     * @param extraFields asked of the person before the flow, such as a subdomain
     */
    record OAuth2(String authorizationUrl, String tokenUrl, List<String> scopes, List<Property> extraFields)
            implements Auth {
        public OAuth2 {
            scopes = List.copyOf(scopes);
            extraFields = List.copyOf(extraFields);
        }
    }

    /** The auth of a service that asks for nothing. */
    static Auth none() {
        return new None();
    }

    /** The word for this kind in lists: {@code none}, {@code secret_text}, {@code custom}, {@code oauth2}. */
    default String kind() {
        return switch (this) {
            case None n -> "none";
            case SecretText s -> "secret_text";
            case CustomAuth c -> "custom";
            case OAuth2 o -> "oauth2";
        };
    }
}
