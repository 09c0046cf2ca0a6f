package dev.triggo.credentials;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Credential;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What is sealed in a connection.
 *
 * @param open names of fields that are no secrets, such as a user name
 * @param grant how a new access token is had; null for anything but OAuth
 */
record Kept(
        Credential credential, Set<String> open, @Nullable Grant grant) {
    Kept {
        open = Set.copyOf(open);
    }

    @Override
    public String toString() {
        return "Kept[****]";
    }

    /** The word for the kind of credential, as a connector's auth has it. */
    String auth() {
        return switch (credential) {
            case Credential.None n -> "none";
            case Credential.Secret s -> "secret_text";
            case Credential.Fields f -> "custom";
            case Credential.OAuth2 o -> "oauth2";
        };
    }

    /** All values in it that are secret, and the parts of those that have some. */
    Set<String> secrets() {
        var found = new HashSet<String>();
        switch (credential) {
            case Credential.None n -> {}
            case Credential.Secret secret -> SecretParts.of(secret.secret(), found);
            case Credential.Fields fields ->
                fields.values().forEach((name, value) -> {
                    if (value != null && !open.contains(name)) {
                        SecretParts.of(value.toString(), found);
                    }
                });
            case Credential.OAuth2 token -> {
                SecretParts.of(token.accessToken(), found);
                if (grant != null) {
                    SecretParts.of(grant.clientSecret(), found);
                    SecretParts.of(grant.refreshToken(), found);
                }
            }
        }
        return found;
    }

    String write() {
        Json.Builder json = Json.object().put("kind", auth());
        switch (credential) {
            case Credential.None n -> {}
            case Credential.Secret secret -> json.put("secret", secret.secret());
            case Credential.Fields fields -> json.put("values", values(fields.values()));
            case Credential.OAuth2 token -> {
                Instant end = token.expiresAt();
                json.put("accessToken", token.accessToken())
                        .put("tokenType", token.tokenType())
                        .put("scope", token.scope())
                        .put("expiresAt", end == null ? Json.Null.NULL : Json.of(end.toEpochMilli()))
                        .put("values", values(token.props()));
            }
        }
        json.put("open", Json.array(new TreeSet<>(open).stream().map(Json::of).toList()));
        if (grant != null) {
            json.put("grant", grant.toJson());
        }
        return json.build().write();
    }

    static Kept read(String text) {
        var json = (Json.Obj) Json.parse(text);
        var open = new HashSet<String>();
        if (json.get("open") instanceof Json.Arr names) {
            names.items().forEach(name -> open.add(((Json.Str) name).value()));
        }
        Credential credential = switch (text(json, "kind")) {
            case "secret_text" -> new Credential.Secret(text(json, "secret"));
            case "custom" -> new Credential.Fields(plain(json));
            case "oauth2" ->
                new Credential.OAuth2(
                        text(json, "accessToken"),
                        text(json, "tokenType"),
                        text(json, "scope"),
                        json.get("expiresAt") instanceof Json.Num end
                                ? Instant.ofEpochMilli(end.value().longValue())
                                : null,
                        plain(json));
            default -> Credential.none();
        };
        return new Kept(credential, open, json.get("grant") instanceof Json.Obj grant ? Grant.of(grant) : null);
    }

    private static Json.Obj values(Map<String, @Nullable Object> values) {
        Json.Builder json = Json.object();
        values.forEach((name, value) -> json.put(
                name,
                switch (value) {
                    case null -> Json.Null.NULL;
                    case Boolean flag -> Json.of(flag.booleanValue());
                    case Number number -> Json.of(new BigDecimal(number.toString()));
                    case Object other -> Json.of(other.toString());
                }));
        return json.build();
    }

    private static Map<String, @Nullable Object> plain(Json.Obj json) {
        var values = new LinkedHashMap<String, @Nullable Object>();
        if (json.get("values") instanceof Json.Obj fields) {
            fields.fields()
                    .forEach((name, value) -> values.put(
                            name,
                            switch (value) {
                                case Json.Str text -> text.value();
                                case Json.Num number -> number.value();
                                case Json.Bool flag -> flag == Json.Bool.TRUE;
                                default -> null;
                            }));
        }
        return values;
    }

    static String text(Json.Obj json, String name) {
        return json.get(name) instanceof Json.Str text ? text.value() : "";
    }
}
