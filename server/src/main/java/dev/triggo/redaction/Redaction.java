package dev.triggo.redaction;

import dev.triggo.kernel.WorkspaceId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
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

    private final List<String> fields;
    private final boolean emails;
    private final List<String> secrets;
    private final WorkspaceRedaction workspaces;
    private final Names usual;
    private final Redactor general;
    private final ConcurrentHashMap<WorkspaceId, Known> known = new ConcurrentHashMap<>();

    private record Known(WorkspaceRedaction.Own own, Redactor redactor) {}

    /** Fields by name, and the shapes in text that go by these names. */
    private record Names(FieldNames fields, Automaton shapes) {
        static Names of(List<String> names) {
            var fields = new FieldNames(names);
            var rules = new ArrayList<>(Shapes.all());
            var assignments = new Assignments(fields, new FieldNames(HEADERS));
            rules.add(new Rule("=", true, "field", assignments));
            rules.add(new Rule(":", true, "field", assignments));
            return new Names(fields, new Automaton(rules));
        }
    }

    /**
     * @param fields names whose values are secret
     * @param emails whether e-mail addresses are blanked in what is shown
     * @param secrets of the server itself
     */
    public Redaction(List<String> fields, boolean emails, List<String> secrets, WorkspaceRedaction workspaces) {
        this.fields = List.copyOf(fields);
        this.emails = emails;
        this.secrets = List.copyOf(secrets);
        this.workspaces = workspaces;
        this.usual = Names.of(fields);
        this.general = redactor(WorkspaceRedaction.Own.NONE);
    }

    /** The usual fields, e-mail addresses as they are, no secrets of ours. */
    public static Redaction standard() {
        return new Redaction(USUAL_FIELDS, false, List.of(), workspace -> WorkspaceRedaction.Own.NONE);
    }

    /** For what belongs to no workspace. */
    public Redactor general() {
        return general;
    }

    public Redactor of(WorkspaceId workspace) {
        WorkspaceRedaction.Own own = workspaces.of(workspace);
        if (own.equals(WorkspaceRedaction.Own.NONE)) {
            return general;
        }
        Known before = known.get(workspace);
        if (before != null && before.own().equals(own)) {
            return before.redactor();
        }
        Redactor made = redactor(own);
        known.put(workspace, new Known(own, made));
        return made;
    }

    private Redactor redactor(WorkspaceRedaction.Own own) {
        List<Rule> rules = KnownValues.rules(joined(secrets, own.secrets()), KnownValues.SHORTEST);
        @Nullable Automaton machine = rules.isEmpty() ? null : new Automaton(rules);
        Names names = own.fields().isEmpty() ? usual : Names.of(joined(fields, own.fields()));
        return new Redactor(names.fields(), names.shapes(), machine, emails || own.emails());
    }

    private static List<String> joined(List<String> some, List<String> more) {
        return Stream.concat(some.stream(), more.stream()).toList();
    }
}
