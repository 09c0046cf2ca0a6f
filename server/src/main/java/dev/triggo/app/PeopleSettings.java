package dev.triggo.app;

import dev.triggo.people.OidcSignIn;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the operator has set about people.
 *
 * @param ownWorkspaces so many may one person own
 * @param issuer of identities, null where people have passwords alone
 */
record PeopleSettings(
        int ownWorkspaces,
        @Nullable String issuer,
        @Nullable String clientId,
        @Nullable String clientSecret) {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    static final List<Settings.Entry> ALL = List.of(
            new Settings.Entry(
                    "TRIGGO_OWN_WORKSPACES",
                    "so many workspaces may one person own, and make where they own one; 0 for none, at most 1000",
                    "10"),
            new Settings.Entry(
                    "TRIGGO_OIDC_ISSUER",
                    "address of an OpenID Connect provider that people may sign in with, exactly as it writes it"
                            + " ([people](people.md) says more)",
                    "none"),
            new Settings.Entry("TRIGGO_OIDC_CLIENT_ID", "what this server is called there", "none; required with it"),
            new Settings.Entry("TRIGGO_OIDC_CLIENT_SECRET", "what it proves itself with there", "none"));

    static PeopleSettings of(Map<String, String> values) {
        String issuer = values.get("TRIGGO_OIDC_ISSUER");
        String clientId = values.get("TRIGGO_OIDC_CLIENT_ID");
        String clientSecret = values.get("TRIGGO_OIDC_CLIENT_SECRET");
        if (issuer == null && (clientId != null || clientSecret != null)) {
            throw new Settings.Wrong("TRIGGO_OIDC_ISSUER: it is missing, although a client of it is given.");
        }
        if (issuer != null) {
            requireAddress(issuer);
            if (clientId == null) {
                throw new Settings.Wrong(
                        "TRIGGO_OIDC_CLIENT_ID: it is required with TRIGGO_OIDC_ISSUER; the provider gives it.");
            }
        }
        return new PeopleSettings(
                ownWorkspaces(values.getOrDefault("TRIGGO_OWN_WORKSPACES", "10")), issuer, clientId, clientSecret);
    }

    /** What passes between it and us decides who comes in: in clear it may go on this machine only. */
    private static void requireAddress(String issuer) {
        try {
            var uri = new URI(issuer);
            boolean safe = "https".equals(uri.getScheme())
                    || ("http".equals(uri.getScheme()) && LOOPBACK.contains(String.valueOf(uri.getHost())));
            if (safe && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawUserInfo() == null) {
                return;
            }
        } catch (URISyntaxException notAnAddress) {
            // Said below.
        }
        throw new Settings.Wrong("TRIGGO_OIDC_ISSUER: '" + issuer
                + "' is not an address like https://login.example.com (http is for this machine only).");
    }

    private static int ownWorkspaces(String text) {
        if (text.matches("[0-9]{1,4}") && Integer.parseInt(text) <= 1_000) {
            return Integer.parseInt(text);
        }
        throw new Settings.Wrong(
                "TRIGGO_OWN_WORKSPACES: '" + text + "' is not a number of workspaces; give one from 0 to 1000.");
    }

    /** The outside provider, where there is one. */
    Optional<OidcSignIn.Settings> oidc(String publicUrl) {
        return issuer == null || clientId == null
                ? Optional.empty()
                : Optional.of(new OidcSignIn.Settings(
                        issuer, clientId, clientSecret, publicUrl + "/api/v1/app/oidc/callback"));
    }

    @Override
    public String toString() {
        return "PeopleSettings[" + ownWorkspaces + ", " + issuer + ", " + clientId + "]";
    }
}
