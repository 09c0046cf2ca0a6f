package dev.triggo.connectors.built;

import dev.triggo.kernel.Json;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Property;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a connector signs in, and how each of the document's schemes is made of that.
 *
 * @param kind as {@link Auth#kind}
 * @param description for whoever makes a connection
 * @param fields of a custom auth, or asked before an OAuth flow
 * @param flow of OAuth; null for another kind
 * @param schemes by the document's names
 */
public record AuthPlan(
        String kind,
        String description,
        List<Field> fields,
        @Nullable Flow flow,
        Map<String, Scheme> schemes) {
    public static final AuthPlan NONE = new AuthPlan("none", "", List.of(), null, Map.of());

    public AuthPlan {
        fields = List.copyOf(fields);
    }

    /**
     * A field of a connection.
     *
     * @param secret forms hide it
     * @param options what it may be; empty for any text
     */
    public record Field(
            String name,
            String displayName,
            String description,
            boolean required,
            boolean secret,
            List<String> options) {
        Property property() {
            Property property = !options.isEmpty()
                    ? Property.dropdown(name, options)
                    : Property.of(secret ? Property.Kind.SECRET : Property.Kind.SHORT_TEXT, name);
            Property told = property.displayName(displayName).description(description);
            return required ? told.require() : told;
        }

        Json.Obj toJson() {
            return Json.object()
                    .put("name", name)
                    .put("displayName", displayName)
                    .put("description", description)
                    .put("required", required)
                    .put("secret", secret)
                    .put("options", Json.strings(options))
                    .build();
        }

        static Field of(Json.Obj json) {
            return new Field(
                    String.valueOf(json.text("name")),
                    String.valueOf(json.text("displayName")),
                    String.valueOf(json.text("description")),
                    json.get("required") == Json.Bool.TRUE,
                    json.get("secret") == Json.Bool.TRUE,
                    JsonParts.strings(json.get("options")));
        }
    }

    /** Addresses of an authorization code flow. */
    public record Flow(String authorizationUrl, String tokenUrl, List<String> scopes) {
        Json.Obj toJson() {
            return Json.object()
                    .put("authorizationUrl", authorizationUrl)
                    .put("tokenUrl", tokenUrl)
                    .put("scopes", Json.strings(scopes))
                    .build();
        }
    }

    /**
     * One scheme.
     *
     * @param type {@code apiKey}, {@code basic}, {@code bearer} or {@code oauth2}
     * @param in {@code header}, {@code query} or {@code cookie} of a key
     * @param name of the header, parameter or cookie of a key
     * @param field the connection's field that holds the secret; empty where the connection is nothing but it
     * @param user the field with the user's name, of {@code basic}
     */
    public record Scheme(String type, String in, String name, String field, String user) {
        Json.Obj toJson() {
            return Json.object()
                    .put("type", type)
                    .put("in", in)
                    .put("name", name)
                    .put("field", field)
                    .put("user", user)
                    .build();
        }
    }

    Auth auth() {
        List<Property> properties = fields.stream().map(Field::property).toList();
        return switch (kind) {
            case "secret_text" -> new Auth.SecretText("Secret", description);
            case "custom" -> new Auth.CustomAuth(properties);
            case "oauth2" ->
                flow == null
                        ? Auth.none()
                        : new Auth.OAuth2(flow.authorizationUrl(), flow.tokenUrl(), flow.scopes(), properties);
            default -> Auth.none();
        };
    }

    Json.Obj toJson() {
        var all = Json.object();
        schemes.forEach((name, scheme) -> all.put(name, scheme.toJson()));
        return Json.object()
                .put("kind", kind)
                .put("description", description)
                .put("fields", Json.array(fields.stream().map(Field::toJson).toList()))
                .putIf("flow", flow == null ? null : flow.toJson())
                .put("schemes", all.build())
                .build();
    }

    static AuthPlan of(Json.Obj json) {
        var fields = new ArrayList<Field>();
        JsonParts.items(json.get("fields")).forEach(field -> fields.add(Field.of((Json.Obj) field)));
        var schemes = new LinkedHashMap<String, Scheme>();
        JsonParts.object(json.get("schemes")).fields().forEach((name, value) -> {
            var scheme = (Json.Obj) value;
            schemes.put(
                    name,
                    new Scheme(
                            String.valueOf(scheme.text("type")),
                            String.valueOf(scheme.text("in")),
                            String.valueOf(scheme.text("name")),
                            String.valueOf(scheme.text("field")),
                            String.valueOf(scheme.text("user"))));
        });
        Flow flow = json.get("flow") instanceof Json.Obj kept
                ? new Flow(
                        String.valueOf(kept.text("authorizationUrl")),
                        String.valueOf(kept.text("tokenUrl")),
                        JsonParts.strings(kept.get("scopes")))
                : null;
        return new AuthPlan(
                String.valueOf(json.text("kind")), String.valueOf(json.text("description")), fields, flow, schemes);
    }
}
