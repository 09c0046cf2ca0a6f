package dev.triggo.connectors;

import dev.triggo.connectors.plain.Plain;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.SignInPlan;
import dev.triggo.credentials.Terms;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.sdk.Auth;
import dev.triggo.sdk.Connector;
import dev.triggo.sdk.Credential;
import dev.triggo.sdk.Fault;
import dev.triggo.sdk.Property;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Connections as people make, change and try them: what is kept fits the connector that it is for. */
public final class Connections {
    /** How long a trial may take. */
    private static final Duration TRIAL = Duration.ofSeconds(20);

    private final Connectors connectors;
    private final Credentials credentials;
    private final InUse inUse;

    /** Which live workflows use a connection; answered by whoever keeps workflows. */
    @FunctionalInterface
    public interface InUse {
        /** {@code {id, name}} of each. */
        List<Json.Obj> of(WorkspaceId workspace, String connection);
    }

    public Connections(Connectors connectors, Credentials credentials, InUse inUse) {
        this.connectors = connectors;
        this.credentials = credentials;
        this.inUse = inUse;
    }

    /** What came of trying a connection. {@code ok} is null when there was no way to find out. */
    public record Verdict(@Nullable Boolean ok, String message) {
        public Json.Obj toJson() {
            return Json.object()
                    .put("ok", ok == null ? Json.Null.NULL : Json.of(ok))
                    .put("message", message)
                    .build();
        }
    }

    /** What the connectors that take connections want of people: {@code {kinds: [{connector, auth, icon, fields[]}]}}. */
    public Json.Obj kinds(WorkspaceId workspace) {
        return Json.object()
                .put(
                        "kinds",
                        Json.array(connectors.definitions(workspace).stream()
                                .filter(connector -> !(connector.auth() instanceof Auth.None))
                                .map(Connections::kind)
                                .toList()))
                .build();
    }

    private static Json.Obj kind(Connector connector) {
        return Json.object()
                .put("connector", connector.name())
                .put("displayName", connector.displayName())
                .put("auth", connector.auth().kind())
                .putIf("icon", connector.icon().isEmpty() ? null : Json.of(connector.icon()))
                .put(
                        "fields",
                        Json.array(connector.auth().inputs().stream()
                                .map(Connections::field)
                                .toList()))
                .build();
    }

    private static Json.Obj field(Property field) {
        return Json.object()
                .put("name", field.name())
                .put("displayName", field.displayName())
                .put("description", field.description())
                .put("required", field.required())
                .put("secret", isSecret(field))
                .put("options", Json.strings(field.options()))
                .build();
    }

    /** All of the workspace. */
    public List<Connection> list(WorkspaceId workspace) {
        return credentials.list(workspace);
    }

    /** NOT_FOUND for an id that is unknown in this workspace. */
    public Connection require(WorkspaceId workspace, String id) {
        return credentials.require(workspace, id);
    }

    /**
     * Makes one.
     *
     * @param fields what the connector's auth asks for, {@code {secret}} where that is one secret
     * @throws Problem CONNECTOR_NOT_FOUND; BAD_REQUEST with all faults at once
     */
    public Connection create(
            WorkspaceId workspace, String connector, Terms terms, Json.Obj fields, Credentials.Signed signed) {
        return credentials.create(
                workspace,
                connector,
                bound(workspace, connector, terms, fields),
                secret(workspace, connector, fields),
                signed);
    }

    /** A connector that is built again may call others: its connections are for those that it calls now. */
    private Terms bound(WorkspaceId workspace, String connector, Terms terms, Json.Obj fields) {
        return terms.hosts().isEmpty() ? terms.onlyWith(connectors.built().hosts(workspace, connector, fields)) : terms;
    }

    /**
     * Changes one. Hosts that it was not for before are let in with its secret given again only: whoever knows it may say
     * where it goes.
     *
     * @param revision the one that the change is about; null for whichever it is
     * @param fields as for {@link #create}; null to keep the secret
     * @throws Problem VERSION_CONFLICT; BAD_REQUEST with all faults at once
     */
    public Connection change(
            Connection before, @Nullable Long revision, Terms terms, Json.@Nullable Obj fields, Credentials.Signed by) {
        boolean wider = !before.hosts().isEmpty()
                && (terms.hosts().isEmpty() || !before.hosts().containsAll(terms.hosts()));
        if (wider && fields == null) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "A connection is let go to other hosts by whoever knows its secret: give the secret again with them.",
                    List.of(fault("/hosts", "holds a host that the connection is not for yet")));
        }
        List<String> hosts = fields != null && terms.hosts().equals(before.hosts())
                ? connectors.built().hosts(before.workspace(), before.connector(), fields)
                : List.of();
        Terms bound = hosts.isEmpty() ? terms : terms.onlyWith(hosts);
        return credentials.change(
                before,
                revision,
                bound,
                fields == null ? null : secret(before.workspace(), before.connector(), fields),
                by);
    }

    /**
     * Deletes one that no live workflow uses.
     *
     * @throws Problem CONNECTION_IN_USE with the workflows as details
     */
    public void delete(Connection connection, Credentials.Signed signed) {
        List<Json.Obj> users = inUse.of(connection.workspace(), connection.id());
        if (!users.isEmpty()) {
            throw Problem.of(
                    ProblemCode.CONNECTION_IN_USE,
                    "The connection is used by %d live %s: stop what details list or give it another connection, then delete this one."
                            .formatted(users.size(), users.size() == 1 ? "workflow" : "workflows"),
                    users);
        }
        credentials.delete(connection.workspace(), connection.id(), signed);
    }

    /** Signs in with it as a call would, past the same gate, and says what came of it. One that works counts as good again. */
    public Verdict test(Connection connection) throws InterruptedException {
        Verdict verdict = connectors.tryOut(connection, System.nanoTime() + TRIAL.toNanos());
        if (Boolean.TRUE.equals(verdict.ok())) {
            credentials.works(connection);
        }
        return verdict;
    }

    /**
     * As whom to sign in at a service.
     *
     * @param connection the one that is signed in anew; null for a new one
     * @param clientSecret empty for a public client
     * @param fields what the connector asks for before, as a subdomain
     */
    public record SignInAs(
            String connector,
            @Nullable Connection connection,
            Terms terms,
            String clientId,
            String clientSecret,
            Json.Obj fields) {
        @Override
        public String toString() {
            return "SignInAs[" + connector + "]";
        }
    }

    /**
     * Begins to sign in with a browser, for a connector whose service is signed in to so.
     *
     * @param redirectUri where the service sends the browser back
     * @return where the browser goes
     * @throws Problem CONNECTOR_NOT_FOUND; BAD_REQUEST with all faults at once
     */
    public String beginSignIn(WorkspaceId workspace, String session, SignInAs as, String redirectUri) {
        Connector definition = connectors.definition(workspace, as.connector());
        if (definition == null) {
            throw Problem.of(ProblemCode.CONNECTOR_NOT_FOUND, "There is no connector of this name.");
        }
        if (!(definition.auth() instanceof Auth.OAuth2 auth)) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The service is not signed in to with a browser: make the connection at POST /api/v1/app/connections.");
        }
        Map<String, @Nullable Object> given = Plain.map(as.fields());
        refuse(auth.check(given));
        var service = new SignInPlan.Site(
                filledIn(auth.authorizationUrl(), given),
                filledIn(auth.tokenUrl(), given),
                as.clientId(),
                as.clientSecret(),
                redirectUri);
        Connection anew = as.connection();
        return credentials.beginSignIn(
                workspace,
                session,
                new SignInPlan(
                        as.connector(),
                        anew == null ? null : anew.id(),
                        bound(workspace, as.connector(), as.terms(), as.fields()),
                        service,
                        auth.scopes(),
                        given));
    }

    /** Ends it, with what the service sent the browser back with; as {@link Credentials#endSignIn}. */
    public Connection endSignIn(
            WorkspaceId workspace, String session, String state, String code, Credentials.Signed signed)
            throws InterruptedException {
        return credentials.endSignIn(workspace, session, state, code, signed);
    }

    /** A name in braces is a field that the person gave, which must not lead elsewhere. */
    private static String filledIn(String url, Map<String, @Nullable Object> fields) {
        String filled = url;
        for (var field : fields.entrySet()) {
            String place = "{" + field.getKey() + "}";
            if (filled.contains(place)) {
                String value = String.valueOf(field.getValue());
                if (!value.matches("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")) {
                    throw Problem.of(
                            ProblemCode.BAD_REQUEST,
                            "The fields of the connection are not as they should be; see details.",
                            List.of(fault(
                                    "/fields/" + field.getKey(),
                                    "It is part of an address: letters, digits and hyphens alone.")));
                }
                filled = filled.replace(place, value);
            }
        }
        return filled;
    }

    private static void refuse(List<Fault> faults) {
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The fields of the connection are not as they should be; see details.",
                    faults.stream()
                            .map(fault -> fault("/fields" + fault.path(), fault.message()))
                            .toList());
        }
    }

    private Credentials.Secret secret(WorkspaceId workspace, String connector, Json.Obj fields) {
        Connector definition = connectors.definition(workspace, connector);
        if (definition == null) {
            throw Problem.of(ProblemCode.CONNECTOR_NOT_FOUND, "There is no connector of this name.");
        }
        Auth auth = definition.auth();
        if (auth instanceof Auth.None) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The connector takes no connection: nodes call it without one.");
        }
        Map<String, @Nullable Object> given = Plain.map(fields);
        refuse(auth instanceof Auth.OAuth2 ? List.of() : auth.check(given));
        return switch (auth) {
            case Auth.OAuth2 o ->
                throw Problem.of(
                        ProblemCode.BAD_REQUEST,
                        "The service is signed in to with a browser: begin at POST /api/v1/app/connection-sign-ins.");
            case Auth.SecretText s ->
                new Credentials.Secret(
                        new Credential.Secret(
                                String.valueOf(given.get("secret")).strip()),
                        Set.of());
            case Auth.CustomAuth c ->
                new Credentials.Secret(
                        new Credential.Fields(given),
                        c.fields().stream()
                                .filter(field -> !isSecret(field))
                                .map(Property::name)
                                .collect(Collectors.toSet()));
            case Auth.None n -> throw new IllegalStateException("refused above");
        };
    }

    private static boolean isSecret(Property field) {
        return field.kind() == Property.Kind.SECRET;
    }

    private static Json.Obj fault(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }
}
