package dev.triggo.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.access.Scope;
import dev.triggo.kernel.Json;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RouteTableTest {
    private static Route route(String method, String path) {
        return new Route(method, path, Route.anybody(), x -> Answer.json(Json.EMPTY_OBJECT), null);
    }

    private static Route guarded(String method, String path, Route.Access access) {
        return new Route(method, path, access, x -> Answer.json(Json.EMPTY_OBJECT), null);
    }

    private static final RouteTable TABLE = RouteTable.of(List.of(
            route("GET", "/"),
            route("GET", "/runs"),
            route("GET", "/runs/{runId}"),
            route("POST", "/runs/{id}/cancel"),
            route("GET", "/connectors/{name}/operations/{operation}"),
            route("GET", "/connectors/builds/{buildId}"),
            route("GET", "/connectors/builds"),
            guarded("GET", "/mixed", Route.anybody()),
            guarded("POST", "/mixed", Route.scoped(Scope.ACTIONS_RUN))));

    @ParameterizedTest
    @CsvSource({
        "/, GET /, ''",
        "/runs, GET /runs, ''",
        "/runs/a%20b%C3%BC, GET /runs/{runId}, a bü",
        "/runs/a+b, GET /runs/{runId}, a+b",
        "/runs/a.b, GET /runs/{runId}, a.b",
        "/runs/..., GET /runs/{runId}, ...",
        "/%72uns, GET /runs, ''",
        "/connectors/builds, GET /connectors/builds, ''",
        "/connectors/builds/b1, GET /connectors/builds/{buildId}, b1",
        "/connectors/builds/operations/x, GET /connectors/{name}/operations/{operation}, builds|x",
        "/connectors/slack/operations/send, GET /connectors/{name}/operations/{operation}, slack|send",
    })
    void findsTheRouteOfAPath(String path, String name, String values) {
        RouteTable.Match match = TABLE.match(path);

        assertNotNull(match, path);
        assertEquals(name, match.place().line("GET").name());
        assertEquals(values, String.join("|", match.values()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "*",
                "runs",
                "//",
                "/runs/",
                "/runs//",
                "//runs",
                "/./runs",
                "/runs/.",
                "/runs/..",
                "/x/../runs",
                "/RUNS",
                "/runs;x=y",
                "/runs/a;x=y",
                "/runs/..;/runs",
                "/runs/a%3bx",
                "/runs/a%2fb",
                "/runs/a%2Fb",
                "/runs/a%5cb",
                "/runs/a\\b",
                "/runs/%2e",
                "/runs/%2E%2e",
                "/runs/a%2ejson",
                "/runs%00",
                "/runs/%00",
                "/runs/%0d%0a",
                "/runs/%7f",
                "/runs/a%25b",
                "/runs/%252e",
                "/runs/%",
                "/runs/%4",
                "/runs/%zz",
                "/runs/%u0061",
                "/runs/%c0%af",
                "/runs/%ed%a0%80",
                "/runs/%ff",
                "/runs/a b",
                "/runs/ü",
                "/runs/a/b",
                "/runs.",
                "/runs/a/cancel/",
                "/nothing",
                "/connectors/builds/b1/x"
            })
    void knowsNoOtherSpellingOfAPath(String path) {
        assertNull(TABLE.match(path), path);
    }

    @Test
    void findsNothingFarDownAVeryDeepPath() {
        assertNull(TABLE.match("/a".repeat(4_000)));
    }

    @Test
    void listsTheMethodsOfAPathAndItsNeeds() {
        RouteTable.Place runs = TABLE.match("/runs").place();
        RouteTable.Place mixed = TABLE.match("/mixed").place();

        assertEquals("GET, HEAD", runs.allow());
        assertEquals("GET /runs", runs.line("HEAD").name());
        assertTrue(!runs.needsCredential());
        assertEquals("GET, POST, HEAD", mixed.allow());
        assertTrue(mixed.needsCredential());
    }

    @Test
    void answersHeadOnlyWhereAnybodyMayRead() {
        RouteTable table = RouteTable.of(List.of(guarded("GET", "/a", Route.scoped(Scope.RUNS_READ))));

        assertNull(table.match("/a").place().line("HEAD"));
        assertEquals("GET", table.match("/a").place().allow());
    }

    @ParameterizedTest
    @CsvSource({"/a, /a", "/a/{x}, /a/{x}", "/a/{x}, /a/{y}"})
    void refusesTwoEqualRoutes(String one, String other) {
        var fault = assertThrows(
                IllegalArgumentException.class, () -> RouteTable.of(List.of(route("GET", one), route("GET", other))));

        assertTrue(fault.getMessage().contains("Two routes for GET " + other), fault.getMessage());
    }

    @Test
    void refusesACredentialRouteThatNamesNoScope() {
        var fault = assertThrows(
                IllegalArgumentException.class, () -> RouteTable.of(List.of(guarded("GET", "/a", Route.scoped()))));

        assertTrue(fault.getMessage().contains("GET /a: no scope is named"), fault.getMessage());
        assertNotNull(RouteTable.of(List.of(guarded("GET", "/a", Route.anyCredential())))
                .match("/a"));
        assertNotNull(RouteTable.of(
                        List.of(guarded("GET", "/a", new Route.Access.Credential(Set.of(Scope.RUNS_READ), false))))
                .match("/a"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "/a/",
                "//",
                "/a//b",
                "/a/{}",
                "/a/{x",
                "/a/x}",
                "/a/{x}y",
                "/a/{x}/{x}",
                "/a;b",
                "/a%20b",
                "/a?b"
            })
    void refusesAMalformedPath(String path) {
        assertThrows(IllegalArgumentException.class, () -> RouteTable.of(List.of(route("GET", path))), path);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get", "HEAD", "OPTIONS", "TRACE", "*"})
    void refusesAMethodThatTheServerAnswersItself(String method) {
        assertThrows(IllegalArgumentException.class, () -> RouteTable.of(List.of(route(method, "/a"))));
    }
}
