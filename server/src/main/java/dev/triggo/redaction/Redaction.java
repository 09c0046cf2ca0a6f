package dev.triggo.redaction;

import dev.triggo.kernel.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is to be blanked on this server; hands out a {@link Redactor} for each workspace. Thread-safe. */
public final class Redaction {
    /** Fields whose values are secret unless the operator names others. */
    public static final List<String> USUAL_FIELDS = List.of(
            "password",
            "passwd",
            "pwd",
            "passphrase",
            "new_password",
            "old_password",
            "user_password",
            "db_password",
            "secret",
            "client_secret",
            "api_secret",
            "app_secret",
            "consumer_secret",
            "shared_secret",
            "signing_secret",
            "webhook_secret",
            "token",
            "access_token",
            "refresh_token",
            "id_token",
            "auth_token",
            "session_token",
            "security_token",
            "bearer_token",
            "oauth_token",
            "csrf_token",
            "x_csrf_token",
            "x_auth_token",
            "x_access_token",
            "x_amz_security_token",
            "x_vault_token",
            "private_token",
            "api_key",
            "x_api_key",
            "access_key",
            "secret_key",
            "secret_access_key",
            "aws_secret_access_key",
            "account_key",
            "shared_access_key",
            "shared_access_signature",
            "x_goog_api_key",
            "subscription_key",
            "ocp_apim_subscription_key",
            "private_key",
            "encryption_key",
            "signing_key",
            "authorization",
            "proxy_authorization",
            "cookie",
            "set_cookie",
            "session_id",
            "jsessionid",
            "phpsessid",
            "connection_string",
            "credentials",
            "otp",
            "mfa_code",
            "cvv",
            "cvc",
            "card_number");

    private static final List<String> HEADERS = List.of(
            "authorization",
            "proxy_authorization",
            "cookie",
            "set_cookie",
            "x_api_key",
            "x_auth_token",
            "x_access_token",
            "x_csrf_token",
            "x_amz_security_token",
            "x_vault_token",
            "private_token",
            "x_goog_api_key",
            "ocp_apim_subscription_key");

    private final FieldNames fields;
    private final Automaton shapes;
    private final boolean emails;
    private final List<String> own;
    private final WorkspaceSecrets secrets;
    private final Redactor general;
    private final ConcurrentHashMap<WorkspaceId, Known> known = new ConcurrentHashMap<>();

    private record Known(List<String> values, Redactor redactor) {}

    /**
     * @param fields names whose values are secret
     * @param emails whether e-mail addresses are blanked in what is shown
     * @param own secrets of the server itself
     */
    public Redaction(List<String> fields, boolean emails, List<String> own, WorkspaceSecrets secrets) {
        this.fields = new FieldNames(fields);
        var rules = new ArrayList<>(Shapes.all());
        var assignments = new Assignments(this.fields, new FieldNames(HEADERS));
        rules.add(new Rule("=", true, "field", assignments));
        rules.add(new Rule(":", true, "field", assignments));
        this.shapes = new Automaton(rules);
        this.emails = emails;
        this.own = List.copyOf(own);
        this.secrets = secrets;
        this.general = redactor(this.own);
    }

    /** The usual fields, e-mail addresses as they are, no secrets of ours. */
    public static Redaction standard() {
        return new Redaction(USUAL_FIELDS, false, List.of(), workspace -> List.of());
    }

    /** For what belongs to no workspace. */
    public Redactor general() {
        return general;
    }

    public Redactor of(WorkspaceId workspace) {
        List<String> values = secrets.of(workspace);
        if (values.isEmpty()) {
            return general;
        }
        Known before = known.get(workspace);
        if (before != null && before.values().equals(values)) {
            return before.redactor();
        }
        var all = new ArrayList<>(own);
        all.addAll(values);
        Redactor made = redactor(all);
        known.put(workspace, new Known(List.copyOf(values), made));
        return made;
    }

    private Redactor redactor(List<String> values) {
        List<Rule> rules = KnownValues.rules(values);
        @Nullable Automaton machine = rules.isEmpty() ? null : new Automaton(rules);
        return new Redactor(fields, shapes, machine, emails);
    }
}
