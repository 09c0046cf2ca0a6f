package dev.triggo.oauth;

import dev.triggo.access.Scope;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.http.Route;
import dev.triggo.idtokens.SigningKeys;
import dev.triggo.kernel.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The documents by which a client finds its way (RFC 9728, RFC 8414, OpenID Connect Discovery). */
final class Metadata {
    private static final String RESOURCE = "/.well-known/oauth-protected-resource";
    /** The same document, by the name of each of the two standards. */
    private static final List<String> SERVER =
            List.of("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration");

    private static final List<String> SCOPES =
            Arrays.stream(Scope.values()).map(Scope::wireName).toList();

    private final Resources resources;
    private final boolean clientDocuments;

    Metadata(Resources resources, boolean clientDocuments) {
        this.resources = resources;
        this.clientDocuments = clientDocuments;
    }

    List<Route> routes() {
        var routes = new ArrayList<Route>();
        SERVER.forEach(name -> routes.add(route(name, exchange -> Answer.json(server()))));
        routes.add(route(RESOURCE, exchange -> resource(exchange, Resources.MCP)));
        Resources.DOORS.forEach(door -> routes.add(route(RESOURCE + door, exchange -> resource(exchange, door))));
        if (!resources.path().isEmpty()) {
            // A proxy that serves us below a path may hand on these addresses as clients build them.
            SERVER.forEach(name -> routes.add(route(name + resources.path(), exchange -> Answer.json(server()))));
            routes.add(route(resources.path() + SERVER.getLast(), exchange -> Answer.json(server())));
            Resources.DOORS.forEach(door ->
                    routes.add(route(RESOURCE + resources.path() + door, exchange -> resource(exchange, door))));
        }
        return routes;
    }

    private static Route route(String path, Handler handler) {
        return new Route("GET", path, Route.anybody(), handler, null);
    }

    private Json server() {
        return Json.object()
                .put("issuer", resources.issuer())
                .put("authorization_endpoint", resources.address("/oauth2/authorize"))
                .put("token_endpoint", resources.address("/oauth2/token"))
                .put("registration_endpoint", resources.address("/oauth2/register"))
                .put("revocation_endpoint", resources.address("/oauth2/revoke"))
                .put("jwks_uri", resources.address(Identities.KEYS))
                .put("userinfo_endpoint", resources.address(Identities.USER_INFO))
                .put("scopes_supported", Json.strings(Identities.offered()))
                .put("response_types_supported", Json.strings(List.of("code")))
                .put("response_modes_supported", Json.strings(List.of("query")))
                .put("grant_types_supported", Json.strings(List.of("authorization_code", "refresh_token")))
                .put("token_endpoint_auth_methods_supported", Json.strings(List.of("none")))
                .put("revocation_endpoint_auth_methods_supported", Json.strings(List.of("none")))
                .put("code_challenge_methods_supported", Json.strings(List.of("S256")))
                .put("client_id_metadata_document_supported", clientDocuments)
                .put("authorization_response_iss_parameter_supported", true)
                .put("subject_types_supported", Json.strings(List.of("public")))
                .put("id_token_signing_alg_values_supported", Json.strings(List.of(SigningKeys.ALGORITHM)))
                .put("claims_supported", Json.strings(Identities.CLAIMS))
                .put("prompt_values_supported", Json.strings(List.of("none", "login", "consent", "select_account")))
                .put("claims_parameter_supported", false)
                .put("request_parameter_supported", false)
                .put("request_uri_parameter_supported", false)
                .build();
    }

    private Answer resource(Exchange exchange, String door) {
        return Answer.json(Json.object()
                .put("resource", resources.spelled(door, exchange.header("host").orElse(null)))
                .put("authorization_servers", Json.strings(List.of(resources.issuer())))
                .put("scopes_supported", Json.strings(SCOPES))
                .put("bearer_methods_supported", Json.strings(List.of("header")))
                .put("resource_name", "Triggo")
                .build());
    }
}
