package dev.triggo.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.page.PageRoutes;
import dev.triggo.testing.PageClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Each route of the server is reached by its path, its method and its kind of credential, and in no other way. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(300)
class OtherWaysInTest {
    private static final String NOBODYS = "0000000000000000000000000000000000000a";

    @TempDir
    private static Path folder;

    private TwoWorkspaces world;
    private List<Route> routes;
    private Map<String, String> page;
    private final Map<String, String> key = Map.of("authorization", "Bearer " + RunningServer.KEY);

    @BeforeAll
    void start() throws IOException {
        world = new TwoWorkspaces(folder);
        Set<String> documents =
                new PageRoutes(List.of()).routes().stream().map(Route::path).collect(Collectors.toSet());
        routes = world.server.routes().stream()
                .filter(route -> !documents.contains(route.path()))
                .toList();
        page = session("owner");
        assertTrue(routes.size() > 100, "there are more routes than that");
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private Map<String, String> session(String role) {
        PageClient person = world.people.get(role);
        return Map.of(
                "cookie",
                "__Host-triggo=" + person.cookie(),
                "x-csrf-token",
                String.valueOf(person.get("/session").expect(200).text("csrfToken")));
    }

    private static String path(Route route) {
        return route.path().replaceAll("\\{\\w+}", NOBODYS);
    }

    private HttpResponse<String> ask(Route route, String path, Map<String, String> headers) {
        return world.send(route.method(), path, Probe.OF_ROUTES.get(name(route)).body(), headers);
    }

    private static String name(Route route) {
        return route.method() + " " + route.path();
    }

    private static Map<String, String> with(Map<String, String> headers, String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return more;
    }

    @Test
    void noOtherSpellingOfAPathLeadsAnywhere() {
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            String path = path(route);
            String last = path.substring(path.lastIndexOf('/'));
            List<String> others = List.of(
                    path + "/",
                    "/" + path,
                    path + ";x=y",
                    path + "%2f",
                    path + "%20",
                    path + ".json",
                    path + "/..;" + last,
                    "/%2e" + path,
                    "/healthz/.." + path,
                    path.toUpperCase(Locale.ROOT),
                    path.substring(0, path.length() - last.length()) + "/" + last);
            for (String other : others) {
                for (Map<String, String> headers : List.of(key, page)) {
                    int status = ask(route, other, headers).statusCode();
                    if (status != 404 && status != 400 && status != 405 && status != 401) {
                        faults.add(route.method() + " " + other + ": " + status);
                    }
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void whatChangesSomethingIsNotReadAndCannotBeMadeToBe() {
        Set<String> readable = routes.stream()
                .filter(route -> route.method().equals("GET"))
                .map(Route::path)
                .collect(Collectors.toSet());
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            if (!readable.contains(route.path())) {
                for (Map<String, String> headers : List.of(key, page)) {
                    Map<String, String> overridden = with(headers, "x-http-method-override", route.method());
                    int status =
                            world.send("GET", path(route), null, overridden).statusCode();
                    if (status != 405 && status != 401) {
                        faults.add("GET " + route.path() + ": " + status);
                    }
                }
            }
        }
        assertEquals(List.of(), faults);
    }

    @Test
    void nothingOfThePageIsDoneForAnotherPage() {
        Map<String, String> bare = Map.of("cookie", String.valueOf(page.get("cookie")));
        String anothers = String.valueOf(session("editor").get("x-csrf-token"));
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            if (route.access() instanceof Route.Access.Session
                    && !route.method().equals("GET")) {
                for (Map<String, String> headers : List.of(
                        bare,
                        with(bare, "x-csrf-token", ""),
                        with(bare, "x-csrf-token", anothers),
                        with(page, "origin", "https://evil.example"),
                        with(page, "origin", "null"))) {
                    int status = ask(route, path(route), headers).statusCode();
                    if (status != 403) {
                        faults.add(name(route) + " with " + headers.keySet() + ": " + status);
                    }
                }
            }
        }
        assertEquals(List.of(), faults);
        assertEquals(200, world.send("GET", "/api/v1/app/session", null, page).statusCode(), "nobody was signed out");
    }

    @Test
    void aSessionIsNoKeyAndAKeyIsNoSession() {
        var faults = new ArrayList<String>();
        for (Route route : routes) {
            boolean forKeys = route.access() instanceof Route.Access.Credential;
            if (forKeys || route.access() instanceof Route.Access.Session) {
                int status = ask(route, path(route), forKeys ? page : key).statusCode();
                if (status != 401) {
                    faults.add(name(route) + ": " + status);
                }
            }
        }
        assertEquals(List.of(), faults);
    }
}
