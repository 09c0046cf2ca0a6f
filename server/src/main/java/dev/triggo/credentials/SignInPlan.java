package dev.triggo.credentials;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Credential;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is made of a sign-in at a service.
 *
 * @param connection the one that is signed in anew; null for a new one
 * @param props what was asked of the person before, as a subdomain
 */
public record SignInPlan(
        String connector,
        @Nullable String connection,
        Terms terms,
        Site service,
        List<String> scopes,
        Map<String, @Nullable Object> props) {
    /** Where and as whom. {@code clientSecret} is empty for a public client. */
    public record Site(
            String authorizationUrl, String tokenUrl, String clientId, String clientSecret, String redirectUri) {
        @Override
        public String toString() {
            return "Site[" + authorizationUrl + "]";
        }
    }

    String authorizationUrl() {
        return service.authorizationUrl();
    }

    String redirectUri() {
        return service.redirectUri();
    }

    Grant grant() {
        return new Grant(service.tokenUrl(), service.clientId(), service.clientSecret(), "");
    }

    /** What there is before any token. */
    Kept empty() {
        return new Kept(new Credential.OAuth2("", "", String.join(" ", scopes), null, props), props.keySet(), grant());
    }

    Json.Obj toJson() {
        return Json.object()
                .put("connector", connector)
                .putIf("connection", connection)
                .put("name", terms.name())
                .put("workflows", Connection.texts(terms.workflows()))
                .put("hosts", Connection.texts(terms.hosts()))
                .putIf("expiresAt", terms.expiresAt() == null ? null : Json.of(terms.expiresAt()))
                .put("authorizationUrl", service.authorizationUrl())
                .put("redirectUri", service.redirectUri())
                .put("grant", grant().toJson())
                .put("scopes", Connection.texts(scopes))
                .put("values", Kept.values(props))
                .build();
    }

    static SignInPlan of(Json.Obj json) {
        Grant grant = Grant.of(json.get("grant") instanceof Json.Obj kept ? kept : Json.EMPTY_OBJECT);
        var terms = new Terms(
                Kept.text(json, "name"),
                texts(json, "workflows"),
                texts(json, "hosts"),
                json.get("expiresAt") instanceof Json.Num end ? end.asLong() : null);
        var service = new Site(
                Kept.text(json, "authorizationUrl"),
                grant.tokenUrl(),
                grant.clientId(),
                grant.clientSecret(),
                Kept.text(json, "redirectUri"));
        return new SignInPlan(
                Kept.text(json, "connector"),
                json.text("connection"),
                terms,
                service,
                texts(json, "scopes"),
                Kept.plain(json));
    }

    private static List<String> texts(Json.Obj json, String name) {
        return json.get(name) instanceof Json.Arr list ? ConnectionTable.texts(list.write()) : List.of();
    }
}
