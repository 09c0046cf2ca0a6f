package dev.triggo.appapi;

import dev.triggo.access.Member;
import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.people.Audit;
import dev.triggo.policies.Policies;
import dev.triggo.policies.Policy;
import java.util.List;

/** The workspace's own rules: what is never written down, and where its calls may go. */
public final class PolicyRoutes {
    private static final String PATH = "/api/v1/app/policy";

    private final Policies policies;
    private final Audit audit;

    public PolicyRoutes(Policies policies, Audit audit) {
        this.policies = policies;
        this.audit = audit;
    }

    public List<Route> routes() {
        return List.of(
                new Route("GET", PATH, Route.signedIn(Role.VIEWER), this::show, null),
                new Route("PUT", PATH, Route.signedIn(Role.ADMIN), this::change, null));
    }

    private Answer show(Exchange exchange) {
        return Answer.json(policies.of(exchange.member().caller().workspace()).json());
    }

    /** Replaces all of it, so that what is not named is none. */
    private Answer change(Exchange exchange) {
        Member member = exchange.member();
        Fields fields = Fields.of(exchange, "redactFields", "redactEmails", "egressAllowed", "egressDenied");
        var policy = new Policy(
                fields.texts("redactFields"),
                fields.flag("redactEmails"),
                fields.texts("egressAllowed"),
                fields.texts("egressDenied"));
        policy.faults().forEach(fault -> fields.fault(fault.field(), fault.message()));
        fields.done();
        policies.change(
                member.caller().workspace(),
                policy,
                (tx, before, after) -> audit.note(
                        tx,
                        member,
                        "policy.changed",
                        Json.object()
                                .put("before", before.json())
                                .put("after", after.json())
                                .build()));
        return Answer.json(policy.json());
    }
}
