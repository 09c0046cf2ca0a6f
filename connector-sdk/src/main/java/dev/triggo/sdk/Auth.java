package dev.triggo.sdk;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

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
            Inputs.checkDefaults(fields, "CustomAuth");
            Inputs.checkNoneAsks(fields, "CustomAuth");
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
            Inputs.checkDefaults(extraFields, "OAuth2");
            Inputs.checkNoneAsks(extraFields, "OAuth2");
        }
    }

    /** The fields that people fill in for a connection: one called {@code secret} for {@link SecretText}. */
    default List<Property> inputs() {
        return switch (this) {
            case None n -> List.of();
            case SecretText s ->
                List.of(Property.of(Property.Kind.SECRET, "secret")
                        .displayName(s.displayName())
                        .description(s.description())
                        .require());
            case CustomAuth c -> c.fields();
            case OAuth2 o -> o.extraFields();
        };
    }

    /** All ways in which what people filled in does not fit {@link #inputs()}; empty when it does. */
    default List<Fault> check(Map<String, @Nullable Object> given) {
        var faults = new ArrayList<Fault>();
        var known = new ArrayList<String>();
        for (Property field : inputs()) {
            known.add(field.name());
            Object value = given.get(field.name());
            if (value != null && !(value instanceof String text && text.isBlank())) {
                field.check(value, faults);
            } else if (field.required()) {
                faults.add(new Fault(Texts.pointer("", field.name()), field.displayName() + " is required."));
            }
        }
        for (String name : given.keySet()) {
            if (!known.contains(name)) {
                faults.add(new Fault(
                        Texts.pointer("", name),
                        "There is no such field; there are: " + String.join(", ", known) + "."));
            }
        }
        return faults;
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
