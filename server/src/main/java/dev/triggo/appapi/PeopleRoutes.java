package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.PersonId;
import dev.triggo.kernel.Times;
import dev.triggo.people.Account;
import dev.triggo.people.Audit;
import dev.triggo.people.Members;
import java.util.List;
import java.util.Map;

/** The people of a workspace, who may come, and what was done. */
final class PeopleRoutes {
    private static final Json.Obj CURSOR = Json.object()
            .put("cursor", Json.object().put("type", "string").build())
            .build();

    private final Members members;
    private final Audit audit;
    private final String publicUrl;

    /** @param publicUrl what an invitation's link begins with */
    PeopleRoutes(Members members, Audit audit, String publicUrl) {
        this.members = members;
        this.audit = audit;
        this.publicUrl = publicUrl;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/app/people", Route.signedIn(Role.VIEWER), this::list, null),
                new Route("PUT", "/api/v1/app/people/{personId}", Route.signedIn(Role.ADMIN), this::change, null),
                new Route("DELETE", "/api/v1/app/people/{personId}", Route.signedIn(Role.ADMIN), this::remove, null),
                new Route("GET", "/api/v1/app/invitations", Route.signedIn(Role.ADMIN), this::invitations, null),
                new Route("POST", "/api/v1/app/invitations", Route.signedIn(Role.ADMIN), this::invite, null),
                new Route(
                        "DELETE",
                        "/api/v1/app/invitations/{invitationId}",
                        Route.signedIn(Role.ADMIN),
                        this::withdraw,
                        null),
                new Route(
                        "GET",
                        "/api/v1/app/audit",
                        Route.signedIn(Role.ADMIN),
                        this::audit,
                        new Route.Doc("What was done in whose name", CURSOR, null, Map.of(), List.of())));
    }

    private Answer list(Exchange exchange) {
        return Answer.json(Json.object()
                .put(
                        "people",
                        Json.array(members.list(exchange.member().caller().workspace()).stream()
                                .map(Account::toJson)
                                .toList()))
                .build());
    }

    private Answer change(Exchange exchange) {
        Fields fields = Fields.of(exchange, "role");
        Role role = fields.role("role");
        fields.done();
        return Answer.json(
                members.change(exchange.member(), person(exchange), role).toJson());
    }

    private Answer remove(Exchange exchange) {
        members.remove(exchange.member(), person(exchange));
        return new Answer.Empty(204, Map.of());
    }

    private static PersonId person(Exchange exchange) {
        return new PersonId(exchange.pathParam("personId"));
    }

    private Answer invitations(Exchange exchange) {
        return Answer.json(Json.object()
                .put(
                        "invitations",
                        Json.array(
                                members.invitations(exchange.member().caller().workspace())))
                .build());
    }

    private Answer invite(Exchange exchange) {
        Fields fields = Fields.of(exchange, "email", "role");
        String email = fields.text("email");
        Role role = fields.role("role");
        fields.done();
        Members.Invitation made = members.invite(exchange.member(), email, role);
        return new Answer.JsonBody(
                201,
                Map.of(),
                Json.object()
                        .put("id", made.id())
                        .put("email", made.email())
                        .put("role", made.role().wireName())
                        .put("expiresAt", Times.iso(made.expiresAt()))
                        .put("invitation", made.secret())
                        // Behind the # it is sent to no server and written into no log.
                        .put("link", publicUrl + "/join#" + made.secret())
                        .build());
    }

    private Answer withdraw(Exchange exchange) {
        members.withdraw(exchange.member(), exchange.pathParam("invitationId"));
        return new Answer.Empty(204, Map.of());
    }

    private Answer audit(Exchange exchange) {
        return Answer.json(audit.page(
                exchange.member().caller().workspace(), exchange.query("cursor").orElse(null)));
    }
}
