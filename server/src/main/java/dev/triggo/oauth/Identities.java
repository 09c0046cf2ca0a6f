package dev.triggo.oauth;

import dev.triggo.access.Scope;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.people.Standing;
import dev.triggo.people.Standings;
import dev.triggo.store.Database;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who somebody is, for a client that the person lets know it: OpenID Connect. An ID token says it once, signed; user info
 * says it for as long as the access token stands. Neither lets anybody do anything.
 */
final class Identities {
    static final String OPENID = "openid";
    static final Set<String> SCOPES = Set.of(OPENID, "profile", "email");
    /** What the metadata tells of claims. */
    static final List<String> CLAIMS = List.of(
            "iss", "sub", "aud", "exp", "iat", "auth_time", "nonce", "at_hash", "name", "email", "email_verified");

    static final String KEYS = "/oauth2/jwks";
    static final String USER_INFO = "/oauth2/userinfo";
    private static final long STANDS_SECONDS = 3600;

    private final Database database;
    private final Standings standings;
    private final SigningKeys keys;
    private final Resources resources;
    private final Clock clock;

    Identities(Database database, Standings standings, SigningKeys keys, Resources resources, Clock clock) {
        this.database = database;
        this.standings = standings;
        this.keys = keys;
        this.resources = resources;
        this.clock = clock;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", KEYS, Route.anybody(), exchange -> Answer.json(keys.published()), null),
                new Route("GET", USER_INFO, Route.anyCredential(), this::userInfo, null),
                new Route("POST", USER_INFO, Route.anyCredential(), this::userInfo, null));
    }

    /** The names of scopes in which they are told: those of ours, and those that say who somebody is. */
    static List<String> offered() {
        return Stream.concat(
                        Arrays.stream(Scope.values()).map(Scope::wireName),
                        SCOPES.stream().sorted())
                .toList();
    }

    /** For tokens that were just issued; null when the person has not granted {@code openid}. */
    @Nullable
    String idToken(GrantRows.Fresh fresh) {
        Granted granted = fresh.granted();
        if (!fresh.scopes().contains(OPENID)) {
            return null;
        }
        long now = clock.millis() / 1000;
        Json.Obj claims = Json.object()
                .put("iss", resources.issuer())
                .put("sub", granted.person().value())
                .put("aud", granted.client().id())
                .put("exp", now + STANDS_SECONDS)
                .put("iat", now)
                .put("auth_time", granted.signedInAt() / 1000)
                .putIf("nonce", fresh.nonce())
                .put("at_hash", halfHash(fresh.access()))
                .build();
        return Granting.standing(standings, granted)
                .map(person -> keys.sign(with(claims, fresh.scopes(), person)))
                .orElse(null);
    }

    private static Json.Obj with(Json.Obj claims, Collection<String> scopes, Standing person) {
        Json.Obj said = scopes.contains("profile") ? claims.with("name", Json.of(person.name())) : claims;
        return scopes.contains("email")
                // Nobody here has followed a link in a mail.
                ? said.with("email", Json.of(person.email())).with("email_verified", Json.Bool.FALSE)
                : said;
    }

    /** Binds the ID token to the access token that it came with. */
    private static String halfHash(String token) {
        byte[] hash = Hash.sha256(token.getBytes(StandardCharsets.US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(hash, hash.length / 2));
    }

    /** The door has found the credential good; here it must be a token that tells who somebody is. */
    private Answer userInfo(Exchange exchange) {
        String header = exchange.header("authorization").orElse("");
        String bearer = header.substring(header.lastIndexOf(' ') + 1);
        Optional<GrantRows.Token> token = database.read(tx -> GrantRows.token(tx, bearer))
                .filter(found -> found.scopes().contains(OPENID));
        Optional<Standing> person = token.flatMap(found -> Granting.standing(standings, found.granted()));
        if (token.isEmpty() || person.isEmpty()) {
            return new Answer.JsonBody(
                    403,
                    Map.of("www-authenticate", "Bearer error=\"insufficient_scope\", scope=\"openid\""),
                    Json.object()
                            .put("error", "insufficient_scope")
                            .put(
                                    "error_description",
                                    "This credential does not tell who somebody is: ask the person for the scope openid.")
                            .build());
        }
        Json.Obj subject =
                Json.object().put("sub", token.get().granted().person().value()).build();
        return Answer.json(with(subject, token.get().scopes(), person.get()));
    }
}
