package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationRequest;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.ResponseMode;
import com.nimbusds.oauth2.sdk.ResponseType;
import com.nimbusds.oauth2.sdk.pkce.CodeChallengeMethod;
import com.nimbusds.openid.connect.sdk.Prompt;
import dev.triggo.access.Grants;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what a client asks for. Until client and redirect URI are known to belong together, nothing is sent anywhere. */
final class Asking {
    /** What is asked for where the client names nothing: to find actions, run them and see what came of it. */
    static final Set<String> USUAL = new LinkedHashSet<>(List.of("actions:read", "actions:run", "runs:read"));
    /** Hosts ask for this by habit; there is nothing to grant, and the answer says what was granted. */
    private static final String OF_OTHERS = "offline_access";

    private static final int LONGEST_NONCE = 500;
    /** Whoever may not have been signed in for longer is to sign in now. */
    private static final long NOW_SECONDS = 60;

    private static final int MOST_SCOPES = 100;
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");
    private static final Pattern S256 = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final Clients clients;
    private final Resources resources;

    Asking(Clients clients, Resources resources) {
        this.clients = clients;
        this.resources = resources;
    }

    /**
     * Reads a query.
     *
     * @param reader who may have documents read; throws when nobody in particular
     * @throws Refusal with {@link Refusal#back} for the client to hear, without it for the person in front of the page
     */
    Ask read(String query, Runnable reader) {
        Parameters given = Parameters.of(query);
        Ask.Target target = target(given, reader);
        try {
            return ask(given, target);
        } catch (Refusal refusal) {
            throw target.refused(refusal, resources.issuer());
        }
    }

    private Ask.Target target(Parameters given, Runnable reader) {
        String id = given.one("client_id");
        if (id == null) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "The program did not say who it is: client_id is missing.");
        }
        Client client = clients.find(id, reader);
        String redirect = given.one("redirect_uri");
        boolean named = redirect != null;
        if (redirect == null) {
            if (client.redirectUris().size() > 1) {
                throw Refusal.of(
                        OAuth2Error.INVALID_REQUEST,
                        "The program did not say where its answer goes: redirect_uri is missing.");
            }
            redirect = client.redirectUris().getFirst();
        }
        if (!RedirectUris.matches(client.redirectUris(), redirect)) {
            throw Refusal.of(
                    OAuth2Error.INVALID_REQUEST,
                    "The answer would go to an address that this program has not registered: its redirect_uri must be one"
                            + " of those, character by character.");
        }
        String state = given.one("state");
        return new Ask.Target(client, redirect, named, state == null || state.isBlank() ? null : state);
    }

    private Ask ask(Parameters given, Ask.Target target) {
        AuthorizationRequest request = parsed(given);
        if (!ResponseType.CODE.equals(request.getResponseType())) {
            throw Refusal.of(OAuth2Error.UNSUPPORTED_RESPONSE_TYPE, "Only response_type=code is known here.");
        }
        if (request.getResponseMode() != null && !ResponseMode.QUERY.equals(request.getResponseMode())) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "Only response_mode=query is known here.");
        }
        String challenge = given.one("code_challenge");
        if (challenge == null || !CodeChallengeMethod.S256.equals(request.getCodeChallengeMethod())) {
            throw Refusal.of(
                    OAuth2Error.INVALID_REQUEST, "PKCE is needed: code_challenge with code_challenge_method=S256.");
        }
        if (!S256.matcher(challenge).matches()) {
            throw Refusal.of(
                    OAuth2Error.INVALID_REQUEST, "code_challenge is not what S256 makes: 43 letters of base64url.");
        }
        return new Ask(
                target,
                scopes(given.one("scope")),
                resource(request.getResources()),
                challenge,
                nonce(given),
                presence(given, request));
    }

    private static @Nullable String nonce(Parameters given) {
        String nonce = given.one("nonce");
        if (nonce != null && nonce.length() > LONGEST_NONCE) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "nonce is longer than " + LONGEST_NONCE + " characters.");
        }
        return nonce;
    }

    private static Ask.Presence presence(Parameters given, AuthorizationRequest request) {
        Prompt prompt = request.getPrompt() == null ? new Prompt() : request.getPrompt();
        String text = given.one("max_age");
        if (text != null && !SECONDS.matcher(text).matches()) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "max_age is a number of seconds.");
        }
        Long age = text == null ? null : Long.valueOf(text);
        boolean now = age != null && age < NOW_SECONDS;
        return new Ask.Presence(
                prompt.contains(Prompt.Type.NONE), now || prompt.contains(Prompt.Type.LOGIN), now ? null : age);
    }

    private static AuthorizationRequest parsed(Parameters given) {
        if (given.one("request") != null) {
            throw Refusal.of(OAuth2Error.REQUEST_NOT_SUPPORTED, "Request objects are not known here.");
        }
        if (given.one("request_uri") != null) {
            throw Refusal.of(OAuth2Error.REQUEST_URI_NOT_SUPPORTED, "Request objects are not known here.");
        }
        try {
            return AuthorizationRequest.parse(given.all());
        } catch (ParseException unreadable) {
            throw Refusal.of(unreadable);
        } catch (IllegalArgumentException characters) {
            // The library puts what it could not read into its own message, and then refuses that message.
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "A parameter holds characters that do not belong into it.");
        }
    }

    /** What a client names, but for what everybody may name and nobody gets. */
    static Set<String> named(@Nullable String asked) {
        var named = new LinkedHashSet<>(List.of(asked == null ? new String[0] : asked.split(" ", -1)));
        named.remove("");
        named.remove(OF_OTHERS);
        return named;
    }

    private static Set<String> scopes(@Nullable String asked) {
        var scopes = new LinkedHashSet<String>();
        var identity = new LinkedHashSet<String>();
        for (String scope : named(asked)) {
            if (Identities.SCOPES.contains(scope)) {
                identity.add(scope);
                continue;
            }
            if (!Grants.knows(scope)) {
                throw Refusal.of(
                        OAuth2Error.INVALID_SCOPE,
                        "A scope is not known here: " + scope + ". See scopes_supported of the server's metadata.");
            }
            scopes.add(scope);
        }
        if (scopes.size() > MOST_SCOPES) {
            throw Refusal.of(OAuth2Error.INVALID_SCOPE, "There are more than " + MOST_SCOPES + " scopes.");
        }
        // Hosts that name nothing of ours, and only who somebody is by habit, would be of no use to the person.
        var all = new LinkedHashSet<>(scopes.isEmpty() ? USUAL : scopes);
        if (identity.contains(Identities.OPENID)) {
            all.addAll(identity);
        }
        return all;
    }

    private String resource(@Nullable List<URI> asked) {
        if (asked == null || asked.isEmpty()) {
            return resources.address(Resources.MCP);
        }
        if (asked.size() > 1) {
            throw Refusal.of(OAuth2Error.INVALID_TARGET, "A token is for one resource: ask for each on its own.");
        }
        return resources
                .find(asked.getFirst().toString())
                .orElseThrow(() -> Refusal.of(
                        OAuth2Error.INVALID_TARGET,
                        "The resource is none of this server: it is " + resources.address(Resources.MCP) + "."));
    }
}
