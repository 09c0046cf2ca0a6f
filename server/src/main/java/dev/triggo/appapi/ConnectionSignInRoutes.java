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
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
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
        var back = new Route.Doc("Back from the service", Json.EMPTY_OBJECT, null, Map.of(), List.of());
        return List.of(
                new Route("POST", PATH, Route.signedIn(Role.EDITOR), this::begin, begin),
                new Route("GET", BACK, Route.visitor(), this::end, back));
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

    /**
     * A person stands before what is answered, so every end leads to the page: with the connection, or with one of the
     * words of {@link Fault}. Nothing of what the service has sent along is passed on.
     */
    private Answer end(Exchange exchange) throws InterruptedException {
        Member member = exchange.visitor().orElse(null);
        if (member == null) {
            return to(Fault.SIGNED_OUT);
        }
        if (!member.role().includes(Role.EDITOR)) {
            return to(Fault.ROLE);
        }
        SentBack sent = SentBack.of(exchange.rawQuery());
        if (sent.refused()) {
            return to(Fault.REFUSED);
        }
        try {
            Connection made = connections.endSignIn(
                    member.caller().workspace(), member.sessionId(), sent.state(), sent.code(), signed(member));
            return to("connection=" + made.id());
        } catch (Problem problem) {
            return to(
                    switch (problem.code()) {
                        case NOT_FOUND -> Fault.NOT_BEGUN;
                        case OVERLOADED -> Fault.AWAY;
                        default -> Fault.NO_TOKEN;
                    });
        }
    }

    private Credentials.Signed signed(Member member) {
        return new Credentials.Signed(
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
    }

    private Answer to(Fault fault) {
        return to("sign-in=" + fault.name().toLowerCase(Locale.ROOT));
    }

    /** Behind the # it is sent to no server and written into no log. */
    private Answer to(String place) {
        return new Answer.Empty(
                303, Map.of("location", publicUrl + "/connectors#" + place, "cache-control", "no-store"));
    }

    /** Why nobody was signed in, in words that the page knows. */
    private enum Fault {
        /** The service, or the person there, said no. */
        REFUSED,
        /** Not begun in this session, too old, or used. */
        NOT_BEGUN,
        /** The service does not take the code or the client. */
        NO_TOKEN,
        /** The service could not be asked. */
        AWAY,
        /** Nobody is signed in here. */
        SIGNED_OUT,
        /** Who is signed in may make no connections. */
        ROLE
    }

    /** What a service sent along, of which it may send more than we know. */
    private record SentBack(String state, String code, boolean refused) {
        static SentBack of(String query) {
            var sent = new HashMap<String, String>();
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
                // Given twice, neither counts.
                sent.merge(name, value, (one, other) -> "");
            }
            String state = sent.getOrDefault("state", "");
            String code = sent.getOrDefault("code", "");
            return new SentBack(state, code, sent.containsKey("error") || state.isEmpty() || code.isEmpty());
        }

        private static String decoded(String value) {
            try {
                return URLDecoder.decode(value, StandardCharsets.UTF_8);
            } catch (IllegalArgumentException broken) {
                return "";
            }
        }
    }
}
