package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.connectors.Connections;
import dev.triggo.credentials.Connection;
import dev.triggo.credentials.Credentials;
import dev.triggo.credentials.Terms;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.people.Audit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The workspace's connections: whoever edits workflows may make, change and try them; nobody sees their secrets. */
public final class ConnectionRoutes {
    private static final String PATH = "/api/v1/app/connections";
    private static final String ONE = PATH + "/{connectionId}";
    private static final String KINDS = "/api/v1/app/connection-kinds";
    private static final Json.Obj TEXT = Json.object().put("type", "string").build();
    private static final Json.Obj WHOLE = Json.object().put("type", "integer").build();
    private static final Json.Obj OBJECT = Json.object().put("type", "object").build();
    private static final Json.Obj TEXTS = list(TEXT);
    private static final Json.Obj TIME = type("string", "null");
    private static final Json.Obj SHOWN = OpenApi.shape(
            "id",
            TEXT,
            "connector",
            TEXT,
            "name",
            TEXT,
            "auth",
            TEXT,
            "workflows",
            TEXTS,
            "hosts",
            TEXTS,
            "state",
            TEXT,
            "expiresAt",
            TIME,
            "lastUsedAt",
            TIME,
            "createdBy",
            TEXT,
            "createdAt",
            TEXT,
            "updatedBy",
            TEXT,
            "updatedAt",
            TEXT,
            "revision",
            WHOLE);

    private static final Json.Obj FLAG = type("boolean");
    private static final Json.Obj FIELD = OpenApi.shape(
            "name", TEXT, "displayName", TEXT, "description", TEXT, "required", FLAG, "secret", FLAG, "options", TEXTS);
    private static final Json.Obj KIND =
            OpenApi.shape("connector", TEXT, "displayName", TEXT, "auth", TEXT, "icon?", TEXT, "fields", list(FIELD));

    private final Connections connections;
    private final Audit audit;

    public ConnectionRoutes(Connections connections, Audit audit) {
        this.connections = connections;
        this.audit = audit;
    }

    public List<Route> routes() {
        Json.Obj terms = OpenApi.shape(
                "name?",
                TEXT,
                "fields?",
                OBJECT,
                "workflows?",
                TEXTS,
                "hosts?",
                TEXTS,
                "expiresAt?",
                TIME,
                "revision?",
                WHOLE);
        Json.Obj made = OpenApi.shape(
                "connector",
                TEXT,
                "name",
                TEXT,
                "fields",
                OBJECT,
                "workflows?",
                TEXTS,
                "hosts?",
                TEXTS,
                "expiresAt?",
                TIME);
        Json.Obj all = OpenApi.shape("connections", list(SHOWN));
        Json.Obj kinds = OpenApi.shape("kinds", list(KIND));
        Json.Obj verdict = OpenApi.shape("ok", type("boolean", "null"), "message", TEXT);
        Route.Doc listing = doc("The connections, without secrets", null, 200, all);
        Route.Doc asking = doc("What the connectors that take connections ask for", null, 200, kinds);
        Route.Doc changing = doc("Change what is given, fields being its secret", terms, 200, SHOWN);
        Route.Doc deleting = doc("Delete a connection that no live workflow uses", null, 204, Json.EMPTY_OBJECT);
        return List.of(
                route("GET", PATH, Role.VIEWER, this::list, listing),
                route("GET", KINDS, Role.VIEWER, this::kinds, asking),
                route("POST", PATH, Role.EDITOR, this::create, doc("Make a connection", made, 201, SHOWN)),
                route("GET", ONE, Role.VIEWER, this::show, doc("One connection", null, 200, SHOWN)),
                route("PUT", ONE, Role.EDITOR, this::change, changing),
                route("DELETE", ONE, Role.EDITOR, this::delete, deleting),
                route("POST", ONE + "/test", Role.EDITOR, this::test, doc("Try a connection", null, 200, verdict)));
    }

    private static Json.Obj list(Json.Obj items) {
        return Json.object().put("type", "array").put("items", items).build();
    }

    private static Json.Obj type(String... types) {
        Json one = types.length == 1 ? Json.of(types[0]) : Json.strings(List.of(types));
        return Json.object().put("type", one).build();
    }

    private static Route route(String method, String path, Role least, Handler handler, Route.Doc doc) {
        return new Route(method, path, Route.signedIn(least), handler, doc);
    }

    private static Route.Doc doc(String summary, Json.@Nullable Obj body, int status, Json.Obj answer) {
        return new Route.Doc(
                summary,
                Json.EMPTY_OBJECT,
                body,
                Map.of(status, answer),
                status == 204 ? List.of(ProblemCode.CONNECTION_IN_USE) : List.of());
    }

    private Answer kinds(Exchange exchange) {
        return Answer.json(connections.kinds(exchange.caller().workspace()));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put(
                        "connections",
                        Json.array(connections.list(exchange.caller().workspace()).stream()
                                .map(Connection::toJson)
                                .toList()))
                .build());
    }

    private Answer show(Exchange exchange) {
        return Answer.json(found(exchange).toJson());
    }

    private Answer create(Exchange exchange) {
        Fields fields = Fields.of(exchange, "connector", "name", "fields", "workflows", "hosts", "expiresAt");
        String connector = fields.text("connector");
        Json.Obj values = fields.object("fields");
        if (values == null) {
            fields.fault("fields", "is missing");
        }
        Terms terms = new Terms(
                fields.text("name"),
                fields.texts("workflows", List.of()),
                fields.texts("hosts", List.of()),
                fields.time("expiresAt", null));
        fields.done();
        Connection made = connections.create(
                exchange.caller().workspace(),
                connector,
                terms,
                values == null ? Json.EMPTY_OBJECT : values,
                signed(exchange, "connection.created"));
        return new Answer.JsonBody(201, Map.of(), made.toJson());
    }

    /** What is not given stays. */
    private Answer change(Exchange exchange) {
        Connection before = found(exchange);
        Fields fields = Fields.of(exchange, "name", "fields", "workflows", "hosts", "expiresAt", "revision");
        Terms terms = new Terms(
                fields.text("name", before.name()),
                fields.texts("workflows", before.workflows()),
                fields.texts("hosts", before.hosts()),
                fields.time("expiresAt", before.expiresAt()));
        Json.Obj values = fields.object("fields");
        Long revision = fields.whole("revision");
        fields.done();
        String what = values == null ? "connection.changed" : "connection.secret_replaced";
        return Answer.json(connections
                .change(before, revision, terms, values, signed(exchange, what))
                .toJson());
    }

    private Answer delete(Exchange exchange) {
        connections.delete(found(exchange), signed(exchange, "connection.deleted"));
        return new Answer.Empty(204, Map.of());
    }

    private Answer test(Exchange exchange) throws InterruptedException {
        Connection connection = found(exchange);
        Connections.Verdict verdict = connections.test(connection);
        audit.note(exchange.member(), "connection.tested", about(connection));
        return Answer.json(verdict.toJson());
    }

    private Connection found(Exchange exchange) {
        return connections.require(exchange.caller().workspace(), exchange.pathParam("connectionId"));
    }

    private Credentials.Signed signed(Exchange exchange, String what) {
        Member member = exchange.member();
        return new Credentials.Signed(
                member.caller().person(), (tx, connection) -> audit.note(tx, member, what, about(connection)));
    }

    private static Json.Obj about(Connection connection) {
        return Json.object()
                .put("id", connection.id())
                .put("connector", connection.connector())
                .put("name", connection.name())
                .put("workflows", Json.strings(connection.workflows()))
                .put("hosts", Json.strings(connection.hosts()))
                .build();
    }
}
