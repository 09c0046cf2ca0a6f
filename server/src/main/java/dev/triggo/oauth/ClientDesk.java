package dev.triggo.oauth;

import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.OAuth2Error;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.RefreshTokenGrant;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.client.RegistrationError;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.util.URLUtils;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where clients come by themselves: to register, for tokens, and to give tokens back. */
final class ClientDesk {
    private static final int MOST_BYTES = 64 * 1024;

    private final Registrations registrations;
    private final Granting granting;
    private final Resources resources;
    private final Throttle throttle;
    private final Identities identities;

    ClientDesk(
            Registrations registrations,
            Granting granting,
            Identities identities,
            Resources resources,
            Throttle throttle) {
        this.identities = identities;
        this.registrations = registrations;
        this.granting = granting;
        this.resources = resources;
        this.throttle = throttle;
    }

    List<Route> routes() {
        return List.of(
                post("/oauth2/register", exchange -> safely(() -> register(exchange))),
                post("/oauth2/token", exchange -> safely(() -> token(exchange))),
                post("/oauth2/revoke", exchange -> safely(() -> revoke(exchange))));
    }

    private static Route post(String path, Handler handler) {
        return new Route("POST", path, Route.anybody(), handler, null, MOST_BYTES);
    }

    private interface Step {
        Answer take();
    }

    private static Answer safely(Step step) {
        try {
            return step.take();
        } catch (Refusal refusal) {
            return refusal.answer();
        }
    }

    private Answer register(Exchange exchange) {
        throttle.register(exchange.address());
        Registrations.Registered made = registrations.register(Description.of(metadata(exchange)));
        Client client = made.client();
        return Answer.json(
                201,
                Json.object()
                        .put("client_id", client.id())
                        .put("client_id_issued_at", made.at() / 1000)
                        .putIf("client_name", client.name().isEmpty() ? null : client.name())
                        .put("redirect_uris", Json.strings(client.redirectUris()))
                        .put(
                                "grant_types",
                                Json.strings(
                                        client.refreshes()
                                                ? List.of("authorization_code", "refresh_token")
                                                : List.of("authorization_code")))
                        .put("response_types", Json.strings(List.of("code")))
                        .put("token_endpoint_auth_method", "none")
                        .build());
    }

    private static Json.Obj metadata(Exchange exchange) {
        try {
            if (exchange.json() instanceof Json.Obj metadata) {
                return metadata;
            }
        } catch (Problem unreadable) {
            if (unreadable.code() != ProblemCode.BAD_REQUEST) {
                throw unreadable;
            }
        }
        throw Refusal.of(
                RegistrationError.INVALID_CLIENT_METADATA, "The body must be a JSON object that describes the client.");
    }

    private Answer token(Exchange exchange) {
        throttle.token(exchange.address());
        Parameters form = Parameters.ofForm(exchange);
        if (exchange.header("authorization").isPresent()
                || form.one("client_secret") != null
                || form.one("client_assertion") != null) {
            throw Refusal.of(
                    OAuth2Error.INVALID_CLIENT,
                    "Clients have no secrets here: send client_id, and nothing else to prove it.");
        }
        TokenRequest request = parsed(form);
        String client = form.text("client_id");
        URI resource = resource(request.getResources());
        GrantRows.Fresh fresh = switch (request.getAuthorizationGrant()) {
            case AuthorizationCodeGrant code -> granting.redeem(code, client, resource);
            case RefreshTokenGrant refresh ->
                granting.refresh(
                        refresh.getRefreshToken().getValue(), client, Asking.named(form.one("scope")), resource);
            default -> throw unknownGrant();
        };
        return new Answer.JsonBody(
                200,
                Map.of("pragma", "no-cache"),
                Json.object()
                        .put("access_token", fresh.access())
                        .put("token_type", "Bearer")
                        .put("expires_in", fresh.expiresIn())
                        .putIf("refresh_token", fresh.refresh())
                        .putIf("id_token", identities.idToken(fresh))
                        .put("scope", String.join(" ", fresh.scopes()))
                        .build());
    }

    private TokenRequest parsed(Parameters form) {
        String grant = form.one("grant_type");
        if (grant != null && !grant.equals("authorization_code") && !grant.equals("refresh_token")) {
            throw unknownGrant();
        }
        var message = new HTTPRequest(HTTPRequest.Method.POST, URI.create(resources.address("/oauth2/token")));
        try {
            message.setContentType("application/x-www-form-urlencoded");
            message.setBody(URLUtils.serializeParameters(form.all()));
            return TokenRequest.parse(message);
        } catch (ParseException unreadable) {
            throw Refusal.of(unreadable);
        } catch (IllegalArgumentException characters) {
            // The library puts what it could not read into its own message, and then refuses that message.
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "A parameter holds characters that do not belong into it.");
        }
    }

    private static Refusal unknownGrant() {
        return Refusal.of(
                OAuth2Error.UNSUPPORTED_GRANT_TYPE, "Only authorization_code and refresh_token are known here.");
    }

    private static @Nullable URI resource(@Nullable List<URI> asked) {
        if (asked == null || asked.isEmpty()) {
            return null;
        }
        if (asked.size() > 1) {
            throw Refusal.of(OAuth2Error.INVALID_TARGET, "A token is for one resource: name it once.");
        }
        return asked.getFirst();
    }

    /** RFC 7009: a token that is not known is as good as revoked. */
    private Answer revoke(Exchange exchange) {
        throttle.token(exchange.address());
        Parameters form = Parameters.ofForm(exchange);
        String token = form.one("token");
        if (token == null) {
            throw Refusal.of(OAuth2Error.INVALID_REQUEST, "There is nothing to revoke: token is missing.");
        }
        if (!granting.revoke(token, form.one("client_id"))) {
            throw Refusal.of(OAuth2Error.INVALID_CLIENT, "The token was not given to this client.");
        }
        return new Answer.Empty(200, Map.of());
    }
}
