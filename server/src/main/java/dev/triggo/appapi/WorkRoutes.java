package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Handler;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.people.Audit;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What callers with a key do, for people who are signed in: workflows, actions, runs, approvals, connectors. The handlers
 * are the very same, so that nothing is checked at one door and forgotten at the other; a route is for the least role
 * that has the scopes it names.
 */
final class WorkRoutes {
    /** What is noted of a route that changes something, by its method and what follows the door's own path. */
    private static final Map<String, String> NOTED = Map.ofEntries(
            Map.entry("POST /workflows", "workflow.created"),
            Map.entry("DELETE /workflows/{id}", "workflow.deleted"),
            Map.entry("POST /workflows/{id}/deploy", "workflow.deployed"),
            Map.entry("POST /workflows/{id}/stop", "workflow.stopped"),
            Map.entry("POST /workflows/{id}/rollback", "workflow.rolled_back"),
            Map.entry("POST /workflows/{id}/test", "workflow.tested"),
            Map.entry("POST /workflows/{id}/trigger/fire", "workflow.fired"),
            Map.entry("POST /workflows/{id}/trigger/deliveries/{deliveryId}/redeliver", "workflow.redelivered"),
            Map.entry("POST /connectors/builds", "connector.build_started"),
            Map.entry("POST /connectors/validate", "connector.checked"),
            Map.entry("POST /connectors/{name}/operations/{operation}/choices/{property}", "connector.choices_listed"),
            Map.entry("POST /actions/{slug}/run", "action.run"),
            Map.entry("POST /runs/{runId}/approve", "run.decided"),
            Map.entry("POST /runs/{runId}/cancel", "run.cancelled"),
            Map.entry("POST /runs/{runId}/replay", "run.replayed"),
            Map.entry("POST /runs/{runId}/nodes/{nodeId}/rerun", "run.step_repeated"));

    /** Of an answer, what says which thing it was about. */
    private static final List<String> TELLING =
            List.of("id", "workflowId", "name", "slug", "version", "runId", "buildId", "status");
    /** A draft is saved as somebody types: its revisions are its own record. */
    private static final Set<String> NOT_NOTED = Set.of("PUT /workflows/{id}");

    private static final String DOOR = "/api/v1/app";

    private final List<Route> lent;
    private final String from;
    private final Audit audit;

    /**
     * @param lent the routes of another door, of which those that need a credential are taken over
     * @param from what its paths begin with
     */
    WorkRoutes(List<Route> lent, String from, Audit audit) {
        this.lent = List.copyOf(lent);
        this.from = from;
        this.audit = audit;
    }

    List<Route> routes() {
        return lent.stream()
                .filter(route -> route.access() instanceof Route.Access.Credential
                        && route.path().startsWith(from))
                .map(this::forPeople)
                .toList();
    }

    private Route forPeople(Route route) {
        String path = route.path().substring(from.length());
        Role least = route.access() instanceof Route.Access.Credential credential
                ? Role.leastFor(credential.scopes())
                : Role.OWNER;
        return new Route(
                route.method(),
                DOOR + path,
                Route.signedIn(least),
                noted(route, route.method() + " " + path),
                route.doc(),
                route.maxBodyBytes());
    }

    private Handler noted(Route route, String name) {
        if (route.method().equals("GET") || NOT_NOTED.contains(name)) {
            return route.handler();
        }
        String what = NOTED.getOrDefault(name, name);
        return exchange -> {
            Answer answer = route.handler().handle(exchange);
            audit.note(exchange.member(), what, about(exchange, route, answer));
            return answer;
        };
    }

    private static Json.Obj about(Exchange exchange, Route route, Answer answer) {
        var about = Json.object();
        for (String segment : route.path().split("/", -1)) {
            if (segment.startsWith("{")) {
                String name = segment.substring(1, segment.length() - 1);
                about.put(name, exchange.pathParam(name));
            }
        }
        if (answer instanceof Answer.JsonBody json && json.body() instanceof Json.Obj body) {
            TELLING.forEach(name -> about.putIf(name, body.get(name)));
        }
        return about.build();
    }
}
