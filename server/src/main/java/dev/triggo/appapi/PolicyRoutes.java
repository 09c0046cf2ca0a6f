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

/** The workspace's own rules: what is never written down, where its calls may go, and for how long its runs are kept. */
public final class PolicyRoutes {
    private static final String PATH = "/api/v1/app/policy";

    private final Policies policies;
    private final int mostDays;
    private final Audit audit;

    /** @param mostDays for how many days a workspace may keep its runs at most, 0 is for ever */
    public PolicyRoutes(Policies policies, int mostDays, Audit audit) {
        this.policies = policies;
        this.mostDays = mostDays;
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
        Fields fields =
                Fields.of(exchange, "redactFields", "redactEmails", "egressAllowed", "egressDenied", "keptDays");
        var policy = new Policy(
                fields.texts("redactFields"),
                fields.flag("redactEmails"),
                fields.texts("egressAllowed"),
                fields.texts("egressDenied"),
                fields.whole("keptDays"));
        policy.faults(mostDays).forEach(fault -> fields.fault(fault.field(), fault.message()));
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
