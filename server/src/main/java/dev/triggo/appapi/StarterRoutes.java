package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.starters.Starters;
import java.util.List;
import java.util.Map;

/** Workflows to begin with. */
public final class StarterRoutes {
    private final Starters starters;

    public StarterRoutes(Starters starters) {
        this.starters = starters;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/api/v1/app/starters",
                Route.signedIn(Role.VIEWER),
                exchange -> Answer.json(
                        Json.object().put("starters", starters.all()).build()),
                doc()));
    }

    private static Route.Doc doc() {
        Json.Obj text = Json.object().put("type", "string").build();
        Json.Obj object = Json.object().put("type", "object").build();
        Json.Obj starter = OpenApi.shape(
                "id",
                text,
                "name",
                text,
                "description",
                text,
                "needs?",
                text,
                "input",
                object,
                "output",
                object,
                "definition",
                object);
        Json.Obj answer = OpenApi.shape(
                "starters",
                Json.object().put("type", "array").put("items", starter).build());
        return new Route.Doc("Workflows to begin with", Json.EMPTY_OBJECT, null, Map.of(200, answer), List.of());
    }
}
