package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the page's own routes take and give, for the document that the page's types are made from. */
final class Described {
    static final Json.Obj TEXT = Json.object().put("type", "string").build();
    static final Json.Obj WHOLE = Json.object().put("type", "integer").build();
    static final Json.Obj FLAG = Json.object().put("type", "boolean").build();
    private static final Json.Obj ANY_OBJECT =
            Json.object().put("type", "object").build();
    static final Json.Obj TIME =
            Json.object().put("type", "string").put("format", "date-time").build();
    static final Json.Obj TEXT_OR_NULL =
            Json.object().put("type", Json.strings(List.of("string", "null"))).build();
    static final Json.Obj ROLE = Json.object()
            .put("type", "string")
            .put(
                    "enum",
                    Json.strings(
                            Arrays.stream(Role.values()).map(Role::wireName).toList()))
            .build();

    private static final Json.Obj SESSION = OpenApi.shape(
            "person",
            OpenApi.shape("id", TEXT, "email", TEXT),
            "role",
            ROLE,
            "workspace",
            TEXT,
            "workspaces",
            list(OpenApi.shape("id", TEXT, "name", TEXT, "role", ROLE, "tier", TEXT)),
            "csrfToken",
            TEXT);
    private static final Json.Obj CODE_NEEDED = OpenApi.shape("codeNeeded", FLAG, "signIn", TEXT, "expiresAt", TIME);
    private static final Json.Obj COMING = Json.object()
            .put("oneOf", Json.array(List.of(SESSION, CODE_NEEDED)))
            .build();
    private static final Json.Obj SIGNED_IN = OpenApi.shape(
            "id", TEXT, "client", TEXT, "device", TEXT, "createdAt", TIME, "lastSeenAt", TIME, "current", FLAG);
    private static final Json.Obj PERSON =
            OpenApi.shape("id", TEXT, "email", TEXT, "name", TEXT, "role", ROLE, "joinedAt", TIME);
    private static final Json.Obj INVITATION =
            OpenApi.shape("id", TEXT, "email", TEXT, "role", ROLE, "createdAt", TIME, "expiresAt", TIME);
    private static final Json.Obj MADE_INVITATION =
            OpenApi.shape("id", TEXT, "email", TEXT, "role", ROLE, "expiresAt", TIME, "invitation", TEXT, "link", TEXT);
    private static final Json.Obj KEY = key("createdBy", TEXT);
    private static final Json.Obj MADE_KEY = key("createdBy", TEXT, "secret", TEXT);
    private static final Json.Obj ENTRY =
            OpenApi.shape("id", TEXT, "at", TIME, "who", TEXT, "person", TEXT, "what", TEXT, "about", ANY_OBJECT);

    private static final Map<String, Route.Doc> DOCS = docs();

    private Described() {}

    /** The routes, each that says nothing of itself with what is said of it here. */
    static List<Route> all(List<Route> routes) {
        return routes.stream().map(Described::one).toList();
    }

    private static Route one(Route route) {
        Route.Doc doc = DOCS.get(route.method() + " " + route.path().replace("/api/v1/app", ""));
        return route.doc() != null && !route.doc().responses().isEmpty() || doc == null
                ? route
                : new Route(route.method(), route.path(), route.access(), route.handler(), doc, route.maxBodyBytes());
    }

    private static Map<String, Route.Doc> docs() {
        var docs = new HashMap<String, Route.Doc>();
        sessions(docs);
        passwords(docs);
        people(docs);
        keys(docs);
        DescribedSettings.add(docs);
        return docs;
    }

    private static void sessions(Map<String, Route.Doc> docs) {
        docs.put(
                "GET /setup",
                doc(
                        "Whether the first account is still to be made, and whether one is signed in",
                        null,
                        200,
                        shape("needed", FLAG, "signedIn", FLAG)));
        docs.put(
                "POST /setup",
                doc(
                        "Make the first account, with the token that the server shows at its start",
                        shape("token", TEXT, "email", TEXT, "name", TEXT, "password", TEXT),
                        201,
                        SESSION,
                        ProblemCode.FORBIDDEN));
        docs.put(
                "POST /sign-in",
                doc(
                        "Begin a session",
                        shape("email", TEXT, "password", TEXT),
                        200,
                        COMING,
                        ProblemCode.UNAUTHORIZED,
                        ProblemCode.RATE_LIMIT_EXCEEDED));
        docs.put(
                "POST /sign-in/code",
                doc(
                        "Begin a session with the second factor; signIn is what the first step gave",
                        shape("signIn", TEXT, "code", TEXT),
                        200,
                        SESSION,
                        ProblemCode.UNAUTHORIZED,
                        ProblemCode.RATE_LIMIT_EXCEEDED));
        docs.put(
                "POST /invitations/accept",
                doc("Take up an invitation", shape("invitation", TEXT, "name?", TEXT, "password", TEXT), 201, COMING));
        docs.put("GET /session", doc("Who is signed in", null, 200, SESSION));
        docs.put("POST /sign-out", doc("End this session", null, 204, Json.EMPTY_OBJECT));
        docs.put("GET /sessions", doc("Where one is signed in", null, 200, shape("sessions", list(SIGNED_IN))));
        docs.put("DELETE /sessions/{sessionId}", doc("End one of one's sessions", null, 204, Json.EMPTY_OBJECT));
        docs.put(
                "POST /workspace/delete",
                doc(
                        "Delete the workspace that one looks at, with all that is in it",
                        shape("name", TEXT, "password?", TEXT),
                        200,
                        shape("signedIn", FLAG)));
        docs.put("POST /workspace", doc("Look at another workspace", shape("workspace", TEXT), 204, Json.EMPTY_OBJECT));
    }

    private static void passwords(Map<String, Route.Doc> docs) {
        docs.put("GET /oidc", doc("Whether people may come by an outside provider", null, 200, shape("enabled", FLAG)));
        docs.put(
                "POST /password",
                doc(
                        "Change one's password; other sessions end",
                        shape("present", TEXT, "password", TEXT),
                        204,
                        Json.EMPTY_OBJECT));
        docs.put(
                "POST /password/link",
                doc(
                        "Choose another password, with the link that the operator has made",
                        shape("link", TEXT, "password", TEXT),
                        204,
                        Json.EMPTY_OBJECT));
    }

    private static void people(Map<String, Route.Doc> docs) {
        docs.put("GET /people", doc("The members", null, 200, shape("people", list(PERSON))));
        docs.put("PUT /people/{personId}", doc("Give another role", shape("role", ROLE), 200, PERSON));
        docs.put("DELETE /people/{personId}", doc("Put a member out", null, 204, Json.EMPTY_OBJECT));
        docs.put("GET /invitations", doc("Invitations that stand", null, 200, shape("invitations", list(INVITATION))));
        docs.put(
                "POST /invitations",
                doc(
                        "Invite somebody; the link is shown once",
                        shape("email", TEXT, "role", ROLE),
                        201,
                        MADE_INVITATION));
        docs.put(
                "POST /invitations/join",
                doc(
                        "Take up an invitation with the account that is signed in",
                        shape("invitation", TEXT),
                        200,
                        shape("workspace", TEXT)));
        docs.put("DELETE /invitations/{invitationId}", doc("Take an invitation back", null, 204, Json.EMPTY_OBJECT));
        Json.Obj page = shape("entries", list(ENTRY), "nextCursor", TEXT_OR_NULL);
        docs.put(
                "GET /audit",
                new Route.Doc(
                        "What was done in whose name",
                        Json.object().put("cursor", TEXT).build(),
                        null,
                        Map.of(200, page),
                        List.of()));
    }

    private static void keys(Map<String, Route.Doc> docs) {
        docs.put(
                "GET /keys",
                doc("The API keys", null, 200, shape("keys", list(key("createdBy", TEXT, "window", Rates.shape())))));
        docs.put(
                "POST /keys",
                doc(
                        "Make an API key; its secret is shown once",
                        shape("name", TEXT, "scopes", list(TEXT), "expiresAt?", TIME, "rateLimitPerMinute?", WHOLE),
                        201,
                        MADE_KEY,
                        ProblemCode.KEY_QUOTA_EXCEEDED));
        docs.put(
                "POST /keys/{keyId}/rotate",
                doc(
                        "Give a key another secret; the old one works on for the grace that is asked for",
                        shape("graceSeconds?", WHOLE),
                        200,
                        MADE_KEY));
        docs.put("DELETE /keys/{keyId}", doc("Revoke a key", null, 200, KEY));
    }

    private static Json.Obj key(Object... more) {
        Object[] all = {
            "id",
            TEXT,
            "name",
            TEXT,
            "prefix",
            TEXT,
            "scopes",
            list(TEXT),
            "createdAt",
            TIME,
            "expiresAt?",
            TIME,
            "lastUsedAt?",
            TIME,
            "revokedAt?",
            TIME,
            "rateLimitPerMinute?",
            WHOLE
        };
        return shape(Stream.concat(Arrays.stream(all), Arrays.stream(more)).toArray());
    }

    private static Json.Obj shape(Object... namesAndSchemas) {
        return OpenApi.shape(namesAndSchemas);
    }

    static Json.Obj list(Json.Obj items) {
        return Json.object().put("type", "array").put("items", items).build();
    }

    static Route.Doc doc(
            String summary, Json.@Nullable Obj body, int status, Json.Obj answer, ProblemCode... problems) {
        return new Route.Doc(summary, Json.EMPTY_OBJECT, body, Map.of(status, answer), List.of(problems));
    }
}
