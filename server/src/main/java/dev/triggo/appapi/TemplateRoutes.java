package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.templates.Templates;
import java.util.List;
import java.util.Map;

/** Workflows to begin with. */
public final class TemplateRoutes {
    private final Templates templates;

    public TemplateRoutes(Templates templates) {
        this.templates = templates;
    }

    public List<Route> routes() {
        return List.of(new Route(
                "GET",
                "/api/v1/app/templates",
                Route.signedIn(Role.VIEWER),
                exchange -> Answer.json(
                        Json.object().put("templates", templates.all()).build()),
                doc()));
    }

    private static Route.Doc doc() {
        Json.Obj text = Json.object().put("type", "string").build();
        Json.Obj object = Json.object().put("type", "object").build();
        Json.Obj template = OpenApi.shape(
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
                "templates",
                Json.object().put("type", "array").put("items", template).build());
        return new Route.Doc("Workflows to begin with", Json.EMPTY_OBJECT, null, Map.of(200, answer), List.of());
    }
}
