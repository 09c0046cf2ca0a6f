package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Hash;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OpenApiTest {
    private static final Json.Obj TEXT = Json.object().put("type", "string").build();

    private static Route route(String method, String path, Route.Access access, Route.Doc doc) {
        return new Route(method, path, access, x -> Answer.json(Json.EMPTY_OBJECT), doc);
    }

    private static Route.Doc doc(String summary, Json.Obj query, Json.Obj body, ProblemCode... problems) {
        return new Route.Doc(summary, query, body, Map.of(200, TEXT), List.of(problems));
    }

    private static List<Route> routes() {
        return List.of(
                route(
                        "POST",
                        "/api/v1/runtime/actions/{slug}/run",
                        Route.scoped(Scope.ACTIONS_RUN),
                        doc(
                                "Runs <it>.",
                                Json.EMPTY_OBJECT,
                                TEXT,
                                ProblemCode.ACTION_NOT_FOUND,
                                ProblemCode.RUN_QUOTA_EXCEEDED)),
                route(
                        "GET",
                        "/api/v1/runtime/actions",
                        Route.scoped(Scope.ACTIONS_READ),
                        doc(
                                "Lists.",
                                Json.object()
                                        .put("limit", TEXT)
                                        .put("cursor", TEXT)
                                        .build(),
                                null)),
                route("PUT", "/a", Route.anybody(), doc("Puts.", Json.EMPTY_OBJECT, TEXT)),
                route("GET", "/a", Route.anybody(), doc("Gets.", Json.EMPTY_OBJECT, null)),
                route("GET", "/hidden", Route.anybody(), null));
    }

    private static Json at(Json json, String... names) {
        for (String name : names) {
            json = ((Json.Obj) json).get(name);
        }
        return json;
    }

    private static Json.Obj document(List<Route> routes) {
        return OpenApi.document("Triggo", "1.0.0", "http://localhost:8090", routes);
    }

    @Test
    void saysWhichBodiesMayBeLeftOut() {
        Route.Doc needed = doc("Puts.", Json.EMPTY_OBJECT, TEXT);
        Json.Obj document = document(List.of(
                route("PUT", "/needed", Route.anybody(), needed),
                route("PUT", "/either", Route.anybody(), needed.withOrWithoutBody())));
        assertEquals(Json.of(true), at(document, "paths", "/needed", "put", "requestBody", "required"));
        assertEquals(Json.of(false), at(document, "paths", "/either", "put", "requestBody", "required"));
    }

    @Test
    void describesRoutesByTheirOwnDeclaration() {
        Json.Obj document = document(routes());

        assertEquals("3.1.0", document.text("openapi"));
        assertEquals(
                List.of("/a", "/api/v1/runtime/actions", "/api/v1/runtime/actions/{slug}/run"),
                List.copyOf(((Json.Obj) document.get("paths")).fields().keySet()));
        Json run = at(document, "paths", "/api/v1/runtime/actions/{slug}/run", "post");
        assertEquals(Json.of("postRuntimeActionsBySlugRun"), at(run, "operationId"));
        assertEquals(Json.parse("[{\"bearer\":[\"actions:run\"]}]"), at(run, "security"));
        assertEquals(
                Json.parse("[{\"name\":\"slug\",\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}]"),
                at(run, "parameters"));
        assertEquals(TEXT, at(run, "requestBody", "content", "application/json", "schema"));
        assertEquals(TEXT, at(run, "responses", "200", "content", "application/json", "schema"));
        assertEquals(Json.of("NOT_FOUND, ACTION_NOT_FOUND"), at(run, "responses", "404", "description"));
        assertEquals(Json.of("RATE_LIMIT_EXCEEDED, RUN_QUOTA_EXCEEDED"), at(run, "responses", "429", "description"));
        assertEquals(Json.of("#/components/responses/Problem401"), at(run, "responses", "401", "$ref"));
        assertEquals(Json.of("UNAUTHORIZED"), at(document, "components", "responses", "Problem401", "description"));
    }

    @Test
    void asksForNothingWhereAnybodyMayCall() {
        Json get = at(document(routes()), "paths", "/a", "get");

        assertEquals(Json.EMPTY_ARRAY, at(get, "security"));
        assertNull(at(get, "responses", "401"));
        assertNull(at(get, "parameters"));
        assertNull(at(get, "requestBody"));
    }

    @Test
    void isTheSameForAnyOrderOfTheTable() {
        String expected = document(routes()).write();
        var routes = new ArrayList<>(routes());
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(routes, new Random(seed));
            assertEquals(expected, document(routes).write());
        }
    }

    @Test
    void pointsOnlyAtWhatIsThere() {
        Json.Obj document = document(routes());
        String text = document.write();
        for (int at = text.indexOf("\"$ref\":\"#/"); at >= 0; at = text.indexOf("\"$ref\":\"#/", at + 1)) {
            String path = text.substring(at + "\"$ref\":\"#/".length(), text.indexOf('"', at + 10));
            assertTrue(at(document, path.split("/")) instanceof Json.Obj, path);
        }
    }

    @Test
    void becomesAPageThatNeedsNobodyElse() {
        var page = (Answer.TextBody) DocsPage.of(document(routes()));
        String policy = page.headers().get("content-security-policy");
        String style = page.body()
                .substring(page.body().indexOf("<style>") + 7, page.body().indexOf("</style>"));
        String hash = Base64.getEncoder().encodeToString(Hash.sha256(style.getBytes(StandardCharsets.UTF_8)));

        assertTrue(policy.startsWith("default-src 'none'; style-src 'sha256-" + hash + "';"), policy);
        assertFalse(page.body().contains("<script")
                || page.body().contains("=\"http")
                || page.body().contains("url(")
                || page.body().contains("style="));
        assertTrue(page.body().contains("Runs &lt;it&gt;."));
        assertEquals(1, page.body().split("<h2>Actions</h2>", -1).length - 1);
        assertTrue(page.body().contains("<code>/api/v1/runtime/actions/{slug}/run</code>"));
        assertTrue(page.body().contains("Needs a credential with: [&quot;actions:run&quot;]"));
        assertTrue(page.body().contains("Open to anybody."));
    }
}
