package dev.triggo.appapi;

import static dev.triggo.appapi.Described.doc;
import static dev.triggo.appapi.Described.list;

import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.util.List;
import java.util.Map;

/** What the routes of one's account and of the workspace's settings take and give. */
final class DescribedSettings {
    private static final Json.Obj TEXT = Described.TEXT;
    private static final Json.Obj WHOLE = Described.WHOLE;
    private static final Json.Obj FLAG = Described.FLAG;
    private static final Json.Obj TIME = Described.TIME;
    private static final Json.Obj WHOLE_OR_NULL =
            Json.object().put("type", Json.strings(List.of("integer", "null"))).build();
    private static final Json.Obj POLICY = OpenApi.shape(
            "redactFields",
            list(TEXT),
            "redactEmails",
            FLAG,
            "egressAllowed",
            list(TEXT),
            "egressDenied",
            list(TEXT),
            "keptDays?",
            WHOLE_OR_NULL);
    private static final Json.Obj CODES = OpenApi.shape("recoveryCodes", list(TEXT));
    private static final Json.Obj PASSWORD_AND_CODE = OpenApi.shape("password", TEXT, "code", TEXT);

    private DescribedSettings() {}

    static void add(Map<String, Route.Doc> docs) {
        secondFactor(docs);
        workspaces(docs);
        docs.put("DELETE /sessions", doc("End all other sessions", null, 200, OpenApi.shape("ended", WHOLE)));
        docs.put("GET /grants", doc("The clients that were let in", null, 200, grants()));
        docs.put("DELETE /grants/{grantId}", doc("End what a client may do", null, 204, Json.EMPTY_OBJECT));
        docs.put("GET /policy", doc("The workspace's own rules", null, 200, POLICY));
        docs.put(
                "PUT /policy",
                doc("Replace the workspace's own rules; what is not named is none", POLICY, 200, POLICY));
    }

    private static Json.Obj grants() {
        Json.Obj client = OpenApi.shape("id", TEXT, "name", TEXT, "host", Described.TEXT_OR_NULL);
        Json.Obj grant = OpenApi.shape(
                "id",
                TEXT,
                "person",
                TEXT,
                "client",
                client,
                "scopes",
                list(TEXT),
                "resource",
                TEXT,
                "createdAt",
                TIME,
                "lastUsedAt",
                Described.TEXT_OR_NULL,
                "expiresAt",
                TIME);
        return OpenApi.shape("grants", list(grant));
    }

    private static void secondFactor(Map<String, Route.Doc> docs) {
        docs.put(
                "GET /second-factor",
                doc(
                        "Whether one is asked for codes",
                        null,
                        200,
                        OpenApi.shape("on", FLAG, "since?", TIME, "recoveryCodesLeft", WHOLE)));
        docs.put(
                "POST /second-factor",
                doc(
                        "Begin to set up codes: what goes into an authenticator",
                        OpenApi.shape("password", TEXT),
                        201,
                        OpenApi.shape("secret", TEXT, "uri", TEXT)));
        docs.put(
                "POST /second-factor/confirm",
                doc("Ask for codes from now on", OpenApi.shape("code", TEXT), 200, CODES, ProblemCode.FORBIDDEN));
        docs.put(
                "POST /second-factor/recovery-codes",
                doc("New recovery codes in place of the old ones", PASSWORD_AND_CODE, 200, CODES));
        docs.put(
                "POST /second-factor/disable",
                doc("Ask for no codes any more", PASSWORD_AND_CODE, 204, Json.EMPTY_OBJECT));
    }

    private static void workspaces(Map<String, Route.Doc> docs) {
        Json.Obj plain = OpenApi.shape("id", TEXT, "name", TEXT, "tier", TEXT);
        Json.Obj listed = OpenApi.shape("id", TEXT, "name", TEXT, "tier", TEXT, "role", Described.ROLE);
        Json.Obj limits =
                OpenApi.shape("requestsPerMinute", WHOLE, "activeKeys", WHOLE_OR_NULL, "runsPerHour", WHOLE_OR_NULL);
        Json.Obj current = OpenApi.shape(
                "id",
                TEXT,
                "name",
                TEXT,
                "tier",
                TEXT,
                "role",
                Described.ROLE,
                "isDefault",
                Described.FLAG,
                "limits",
                limits,
                "used",
                OpenApi.shape("activeKeys", WHOLE));
        Json.Obj name = OpenApi.shape("name", TEXT);
        docs.put("GET /workspaces", doc("One's workspaces", null, 200, OpenApi.shape("workspaces", list(listed))));
        docs.put("POST /workspaces", doc("Make a workspace of one's own", name, 201, plain));
        docs.put("GET /workspace", doc("The workspace that is looked at", null, 200, current));
        docs.put("PUT /workspace", doc("Give the workspace another name", name, 200, current));
    }
}
