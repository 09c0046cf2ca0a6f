package dev.triggo.people;

import dev.triggo.egress.Egress;
import dev.triggo.egress.EgressDenied;
import dev.triggo.egress.EgressFailure;
import dev.triggo.egress.OutgoingRequest;
import dev.triggo.egress.Reply;
import dev.triggo.idtokens.IdTokens;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The outside provider of identities, as it is spoken to: OpenID Connect, authorization code with PKCE. What it says of
 * itself, and its keys, are asked for when they are needed and kept for an hour. Thread-safe.
 */
final class OidcProvider {
    private static final Logger LOG = LoggerFactory.getLogger(OidcProvider.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long KEPT_MS = 3_600_000;
    /** A key that is new to us may have come since; but nobody makes us ask more often than this. */
    private static final long ASKED_AGAIN_MS = 60_000;

    private final Client client;
    private final Egress egress;
    private final Clock clock;
    private final IdTokens tokens;
    private volatile @Nullable Known known;

    /**
     * What we are to the provider.
     *
     * @param issuer the provider's address, exactly as it writes it
     * @param secret null where it gave none
     * @param redirectUri where it sends people back to
     */
    record Client(String issuer, String id, @Nullable String secret, String redirectUri) {
        @Override
        public String toString() {
            return "Client[" + issuer + ", " + id + "]";
        }
    }

    /** What the provider says of itself, and when it did. */
    private record Known(Json.Obj about, String keys, long at) {}

    OidcProvider(Client client, Egress egress, Clock clock) {
        this.client = client;
        this.egress = egress;
        this.clock = clock;
        this.tokens = new IdTokens(client.issuer(), client.id(), clock);
    }

    String issuer() {
        return client.issuer();
    }

    /** Where the browser is sent. */
    String authorizationUrl(String state, String nonce, String verifier) {
        var query = new LinkedHashMap<String, String>();
        query.put("response_type", "code");
        query.put("client_id", client.id());
        query.put("redirect_uri", client.redirectUri());
        query.put("scope", "openid email profile");
        query.put("state", state);
        query.put("nonce", nonce);
        query.put(
                "code_challenge",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(Hash.sha256(verifier.getBytes(StandardCharsets.US_ASCII))));
        query.put("code_challenge_method", "S256");
        String endpoint = endpoint(known(KEPT_MS).about(), "authorization_endpoint");
        return endpoint + (endpoint.indexOf('?') < 0 ? "?" : "&") + form(query);
    }

    /** Trades the code for what the provider says of the person. UNAUTHORIZED when it is not to be believed. */
    IdTokens.Identity redeem(String code, String verifier, String nonce) {
        Known provider = known(KEPT_MS);
        String token = idToken(provider, code, verifier);
        try {
            return tokens.read(token, provider.keys(), nonce);
        } catch (IdTokens.Unbelievable perhapsANewKey) {
            try {
                return tokens.read(token, known(ASKED_AGAIN_MS).keys(), nonce);
            } catch (IdTokens.Unbelievable fault) {
                LOG.warn("the identity provider's token is not believed: {}", fault.getMessage());
                throw Problem.of(
                        ProblemCode.UNAUTHORIZED, "What the identity provider answered does not hold: sign in again.");
            }
        }
    }

    private String idToken(Known provider, String code, String verifier) {
        var fields = new LinkedHashMap<String, String>();
        fields.put("grant_type", "authorization_code");
        fields.put("code", code);
        fields.put("redirect_uri", client.redirectUri());
        fields.put("code_verifier", verifier);
        var request = OutgoingRequest.of("POST", endpoint(provider.about(), "token_endpoint"))
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept", "application/json");
        String secret = client.secret();
        if (secret != null && !wantsSecretInBody(provider.about())) {
            String both = encoded(client.id()) + ":" + encoded(secret);
            request = request.header(
                    "authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        } else {
            fields.put("client_id", client.id());
            if (secret != null) {
                fields.put("client_secret", secret);
            }
        }
        Reply reply = call(request.body(form(fields).getBytes(StandardCharsets.UTF_8)));
        String token =
                reply.status() == 200 && object(reply) instanceof Json.Obj answer ? answer.text("id_token") : null;
        if (token == null) {
            LOG.warn("the identity provider refused a code with status {}", reply.status());
            throw Problem.of(ProblemCode.UNAUTHORIZED, "The identity provider did not say who you are: sign in again.");
        }
        return token;
    }

    private static boolean wantsSecretInBody(Json.Obj about) {
        return about.get("token_endpoint_auth_methods_supported") instanceof Json.Arr methods
                && !methods.items().contains(Json.of("client_secret_basic"))
                && methods.items().contains(Json.of("client_secret_post"));
    }

    private Known known(long noOlderThan) {
        Known kept = known;
        if (kept != null && clock.millis() - kept.at() < noOlderThan) {
            return kept;
        }
        String base = client.issuer().replaceFirst("/$", "");
        Json.Obj about = fetch(base + "/.well-known/openid-configuration");
        if (!client.issuer().equals(about.text("issuer"))) {
            LOG.warn("the identity provider calls itself otherwise than TRIGGO_OIDC_ISSUER does");
            throw away();
        }
        var fresh = new Known(about, fetch(endpoint(about, "jwks_uri")).write(), clock.millis());
        known = fresh;
        return fresh;
    }

    private Json.Obj fetch(String url) {
        Reply reply = call(OutgoingRequest.of("GET", url).header("accept", "application/json"));
        Json.Obj answer = reply.status() == 200 ? object(reply) : null;
        if (answer == null) {
            LOG.warn("the identity provider answered {} with status {} or no JSON", url, reply.status());
            throw away();
        }
        return answer;
    }

    private static Json.@Nullable Obj object(Reply reply) {
        try {
            return Json.parse(reply.body()) instanceof Json.Obj object ? object : null;
        } catch (Problem noJson) {
            return null;
        }
    }

    private Reply call(OutgoingRequest request) {
        try {
            return egress.call(request.within(PATIENCE));
        } catch (EgressDenied denied) {
            LOG.warn("the identity provider may not be called: {}", denied.sentence());
            throw away();
        } catch (EgressFailure fault) {
            LOG.warn("the identity provider cannot be reached: {}", fault.getMessage());
            throw away();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw away();
        }
    }

    private static String endpoint(Json.Obj about, String name) {
        String url = about.text(name);
        if (url == null || !url.matches("https?://[\\x21-\\x7e]+")) {
            LOG.warn("the identity provider does not say its {}", name);
            throw away();
        }
        return url;
    }

    private static Problem away() {
        return Problem.later(
                ProblemCode.OVERLOADED,
                "The identity provider cannot be asked now: try again shortly, or sign in with a password.",
                PATIENCE);
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(field -> field.getKey() + "=" + encoded(field.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
