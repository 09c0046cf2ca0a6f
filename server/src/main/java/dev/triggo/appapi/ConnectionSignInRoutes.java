package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.connectors.Connections;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.people.Audit;
import java.util.List;
import java.util.Map;

/** Connections that are made by signing in at the service: there with the browser, and back. */
public final class ConnectionSignInRoutes {
    private static final String PATH = "/api/v1/app/connection-sign-ins";
    private static final String BACK = PATH + "/callback";

    private final Connections connections;
    private final Audit audit;
    private final String publicUrl;

    /** @param publicUrl where the service finds the way back */
    public ConnectionSignInRoutes(Connections connections, Audit audit, String publicUrl) {
        this.connections = connections;
        this.audit = audit;
        this.publicUrl = publicUrl;
    }

    public List<Route> routes() {
        Json.Obj text = Json.object().put("type", "string").build();
        Json.Obj texts = Json.object().put("type", "array").put("items", text).build();
        Json.Obj object = Json.object().put("type", "object").build();
        Json.Obj asked = OpenApi.shape(
                "connector?",
                text,
                "connectionId?",
                text,
                "name?",
                text,
                "clientId",
                text,
                "clientSecret?",
                text,
                "fields?",
                object,
                "workflows?",
                texts,
                "hosts?",
                texts,
                "expiresAt?",
                text);
        var begin = new Route.Doc(
                "Begin to sign in at a service: send the browser to authorizationUrl; redirectUri is what the service must know",
                Json.EMPTY_OBJECT,
                asked,
                Map.of(201, OpenApi.shape("authorizationUrl", text, "redirectUri", text)),
                List.of(ProblemCode.CONNECTOR_NOT_FOUND));
        Json.Obj query = Json.object()
                .put("state", text)
                .put("code", text)
                .put("error", text)
                .put("error_description", text)
                .put("scope", text)
                .put("referer", text)
                .build();
        var back = new Route.Doc("Back from the service", query, null, Map.of(), List.of());
        return List.of(
                new Route("POST", PATH, Route.signedIn(Role.EDITOR), this::begin, begin),
                new Route("GET", BACK, Route.signedIn(Role.EDITOR), this::end, back));
    }

    private Answer begin(Exchange exchange) {
        Member member = exchange.member();
        Fields fields = Fields.of(
                exchange,
                "connector",
                "connectionId",
                "name",
                "clientId",
                "clientSecret",
                "fields",
                "workflows",
                "hosts",
                "expiresAt");
        String id = fields.text("connectionId", "");
        Connection anew =
                id.isEmpty() ? null : connections.require(member.caller().workspace(), id);
        String connector = anew == null ? fields.text("connector") : anew.connector();
        Terms terms = new Terms(
                anew == null ? fields.text("name") : fields.text("name", anew.name()),
                fields.texts("workflows", anew == null ? List.of() : anew.workflows()),
                fields.texts("hosts", anew == null ? List.of() : anew.hosts()),
                fields.time("expiresAt", anew == null ? null : anew.expiresAt()));
        String client = fields.text("clientId");
        String secret = fields.text("clientSecret", "");
        Json.Obj values = fields.object("fields");
        if (client.isBlank()) {
            fields.fault("clientId", "is what the service calls this server by");
        }
        fields.done();
        var as = new Connections.SignInAs(
                connector, anew, terms, client.strip(), secret.strip(), values == null ? Json.EMPTY_OBJECT : values);
        String url = connections.beginSignIn(member.caller().workspace(), member.sessionId(), as, publicUrl + BACK);
        audit.note(
                member,
                "connection.sign_in_begun",
                Json.object()
                        .put("connector", connector)
                        .put("name", terms.name())
                        .build());
        return new Answer.JsonBody(
                201,
                Map.of(),
                Json.object()
                        .put("authorizationUrl", url)
                        .put("redirectUri", publicUrl + BACK)
                        .build());
    }

    private Answer end(Exchange exchange) throws InterruptedException {
        Member member = exchange.member();
        String state = exchange.query("state").orElse("");
        String code = exchange.query("code").orElse("");
        if (exchange.query("error").isPresent() || code.isEmpty() || state.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST, "The service let nobody in: begin again, and allow there what it asks.");
        }
        var signed = new Credentials.Signed(
                member.caller().person(),
                (tx, connection) -> audit.note(
                        tx,
                        member,
                        "connection.signed_in",
                        Json.object()
                                .put("id", connection.id())
                                .put("connector", connection.connector())
                                .put("name", connection.name())
                                .build()));
        Connection made = connections.endSignIn(member.caller().workspace(), member.sessionId(), state, code, signed);
        // Behind the # it is sent to no server and written into no log.
        return new Answer.Empty(
                303,
                Map.of("location", publicUrl + "/connectors#connection=" + made.id(), "cache-control", "no-store"));
    }
}
