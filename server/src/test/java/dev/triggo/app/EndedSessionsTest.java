package dev.triggo.app;

import static dev.triggo.app.TwoWorkspaces.PASSWORD;
import static dev.triggo.app.TwoWorkspaces.fields;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.testing.PageClient;
import dev.triggo.testing.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a browser held is worth nothing once its session has ended, on no route, however it ended. */
@Timeout(300)
class EndedSessionsTest {
    private static final String NEXT = "another sentence that nobody guesses";

    @TempDir
    Path folder;

    private static Map<String, String> settings(TestDatabase.Kind kind) {
        return switch (kind) {
            case SQLITE -> Map.of();
            case POSTGRES ->
                Map.of("DATABASE_URL", TestDatabase.freshPostgresUrl(), "ENCRYPTION_KEY", "0123456789abcdef".repeat(4));
        };
    }

    private static PageClient signsIn(TwoWorkspaces world, String password) {
        PageClient fresh = world.browser();
        fresh.post("/sign-in", fields("email", "editor@example.com", "password", password))
                .expect(200);
        return fresh;
    }

    private static String idOf(PageClient who) {
        Json.Obj session = who.get("/session").expect(200);
        return String.valueOf(((Json.Obj) session.fields().get("person")).text("id"));
    }

    /** How a session ends, in an order in which each can still be reached. */
    private static Map<String, Consumer<PageClient>> endings(TwoWorkspaces world) {
        Map<String, Consumer<PageClient>> endings = new LinkedHashMap<>();
        endings.put(
                "signed out", ends -> ends.post("/sign-out", Json.EMPTY_OBJECT).expect(204));
        endings.put(
                "ended elsewhere",
                ends -> signsIn(world, PASSWORD).delete("/sessions").expect(200));
        endings.put(
                "another password",
                ends -> signsIn(world, PASSWORD)
                        .post("/password", fields("present", PASSWORD, "password", NEXT))
                        .expect(204));
        endings.put(
                "put out",
                ends -> world.people
                        .get("owner")
                        .delete("/people/" + idOf(ends))
                        .expect(204));
        return endings;
    }

    @ParameterizedTest
    @EnumSource
    void openNothing(TestDatabase.Kind kind) throws Exception {
        try (var world = new TwoWorkspaces(folder, settings(kind))) {
            List<Route> routes = world.server.routes().stream()
                    .filter(route -> route.access() instanceof Route.Access.Session)
                    .toList();
            assertTrue(routes.size() > 50, "there are more routes than that");
            var faults = new ArrayList<String>();
            endings(world).forEach((how, ending) -> {
                PageClient ends = signsIn(world, how.equals("put out") ? NEXT : PASSWORD);
                Map<String, String> held = Map.of(
                        "cookie",
                        "__Host-triggo=" + ends.cookie(),
                        "x-csrf-token",
                        String.valueOf(ends.get("/session").expect(200).text("csrfToken")));
                ending.accept(ends);
                for (Route route : routes) {
                    String name = route.method() + " " + route.path();
                    String path = route.path().replaceAll("\\{\\w+}", "0000000000000000000000000000000000000a");
                    int status = world.send(
                                    route.method(),
                                    path,
                                    Probe.OF_ROUTES.get(name).body(),
                                    held)
                            .statusCode();
                    if (status != 401) {
                        faults.add(how + ", " + name + ": " + status);
                    }
                }
            });
            assertEquals(List.of(), faults);
        }
    }

    /** A session is named by the server alone, anew each time: nobody can have chosen or known it before. */
    @ParameterizedTest
    @EnumSource
    void areNotBegunUnderANameThatSomebodyElseKnew(TestDatabase.Kind kind) throws Exception {
        try (var world = new TwoWorkspaces(folder, settings(kind))) {
            String planted = "A".repeat(String.valueOf(world.eve.cookie()).length());
            for (String before : List.of(planted, String.valueOf(world.eve.cookie()))) {
                PageClient browser = world.browser();
                browser.post(
                                "/sign-in",
                                fields("email", "editor@example.com", "password", PASSWORD),
                                "cookie",
                                "__Host-triggo=" + before)
                        .expect(200);
                assertNotEquals(before, browser.cookie());
                assertEquals("editor", browser.get("/session").expect(200).text("role"));
            }
            Map<String, String> held = Map.of("cookie", "__Host-triggo=" + planted);
            assertEquals(
                    401, world.send("GET", "/api/v1/app/session", null, held).statusCode());
            assertEquals("owner", world.eve.get("/session").expect(200).text("role"));
        }
    }
}
