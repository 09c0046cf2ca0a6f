package dev.triggo.connectors.built;

import dev.triggo.connectors.built.AuthPlan.Scheme;
import dev.triggo.sdk.ConnectorError;
import dev.triggo.sdk.Credential;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Puts the credential where the document wants it. */
final class Signer {
    private final Map<String, Scheme> schemes;
    private final BuiltOperation operation;

    Signer(AuthPlan auth, BuiltOperation operation) {
        this.schemes = auth.schemes();
        this.operation = operation;
    }

    /** Of the alternatives, the first for which the credential has all that it takes. */
    void sign(Credential credential, OperationCall.Draft draft) throws ConnectorError {
        boolean open = operation.alternatives().isEmpty();
        for (List<String> alternative : operation.alternatives()) {
            if (alternative.isEmpty()) {
                open = true;
            } else if (alternative.stream().allMatch(name -> has(schemes.get(name), credential))) {
                for (String name : alternative) {
                    Scheme scheme = schemes.get(name);
                    if (scheme != null) {
                        put(scheme, credential, draft);
                    }
                }
                return;
            }
        }
        if (!open) {
            throw OperationCall.refused(
                    "The connection holds nothing that this operation can sign in with: it takes %s."
                            .formatted(String.join(
                                    ", or ",
                                    operation.alternatives().stream()
                                            .map(one -> String.join(" and ", one))
                                            .toList())));
        }
    }

    private static boolean has(@org.jspecify.annotations.Nullable Scheme scheme, Credential credential) {
        return scheme != null
                && !(scheme.type().equals("basic")
                                ? value(credential, scheme.user())
                                : value(credential, scheme.field()))
                        .isEmpty();
    }

    private static String value(Credential credential, String field) {
        return switch (credential) {
            case Credential.None none -> "";
            case Credential.Secret secret -> field.isEmpty() ? secret.secret() : "";
            case Credential.Fields fields -> fields.text(field);
            case Credential.OAuth2 token -> {
                Object told = token.props().get(field);
                yield field.isEmpty() ? token.accessToken() : told == null ? "" : told.toString();
            }
        };
    }

    private static void put(Scheme scheme, Credential credential, OperationCall.Draft draft) throws ConnectorError {
        String secret = value(credential, scheme.field());
        switch (scheme.type()) {
            case "basic" -> {
                String user = value(credential, scheme.user());
                if (user.indexOf(':') >= 0) {
                    throw OperationCall.refused("The connection's user name holds a colon, which cannot be sent.");
                }
                byte[] pair = (user + ":" + secret).getBytes(StandardCharsets.UTF_8);
                draft.header("Authorization", "Basic " + Base64.getEncoder().encodeToString(pair), "The credential");
            }
            case "bearer", "oauth2" -> {
                boolean whole = secret.toLowerCase(Locale.ROOT).startsWith("bearer ");
                draft.header("Authorization", whole ? secret : "Bearer " + secret, "The credential");
            }
            default -> {
                switch (scheme.in()) {
                    case "query" -> draft.query.add(Styles.encoded(scheme.name()) + "=" + Styles.encoded(secret));
                    case "cookie" -> draft.cookies.add(scheme.name() + "=" + Styles.encoded(secret));
                    default -> draft.header(scheme.name(), secret, "The credential");
                }
            }
        }
    }
}
