package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.OpenApi;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.WorkspaceId;
import dev.triggo.policies.Policies;
import dev.triggo.runs.Retention;
import dev.triggo.runs.RunHistory;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** What a workspace has used: its runs by day, of the last hour, and the latest with who began them. */
public final class UsageRoutes {
    private static final Duration SHOWN = Duration.ofDays(30);
    private static final Duration HOUR = Duration.ofHours(1);

    private final RunHistory history;
    private final Policies policies;
    private final Retention.Days kept;
    private final Clock clock;

    /** @param kept how long runs are kept after their end where a workspace has not decided it */
    public UsageRoutes(RunHistory history, Policies policies, Retention.Days kept, Clock clock) {
        this.history = history;
        this.policies = policies;
        this.kept = kept;
        this.clock = clock;
    }

    public List<Route> routes() {
        return List.of(new Route("GET", "/api/v1/app/usage", Route.signedIn(Role.VIEWER), this::show, doc()));
    }

    private Answer show(Exchange exchange) {
        WorkspaceId workspace = exchange.member().caller().workspace();
        long now = clock.millis();
        return Answer.json(history.usage(workspace, now - SHOWN.toMillis())
                .with("runsLastHour", Json.of(history.countSince(workspace, now - HOUR.toMillis())))
                .with(
                        "keptDays",
                        Json.of(kept.of(workspace, policies.of(workspace).keptDays())))
                .with("usualKeptDays", Json.of(kept.of(workspace, null)))
                .with("mostKeptDays", Json.of(kept.most())));
    }

    private static Route.Doc doc() {
        Json.Obj text = Json.object().put("type", "string").build();
        Json.Obj whole = Json.object().put("type", "integer").build();
        Json.Obj day = OpenApi.shape("day", text, "status", text, "runs", whole);
        Json.Obj answer = OpenApi.shape(
                "days",
                Described.list(day),
                "latest",
                Described.list(run()),
                "runsLastHour",
                whole,
                "keptDays",
                whole,
                "usualKeptDays",
                whole,
                "mostKeptDays",
                whole);
        return new Route.Doc(
                "The runs of the last 30 days by day and status, of the last hour, and the latest",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, answer),
                List.of());
    }

    private static Json.Obj run() {
        Json.Obj text = Described.TEXT;
        Json.Obj whole = Described.WHOLE;
        return OpenApi.shape(
                "id",
                text,
                "runId",
                text,
                "action?",
                text,
                "workflowId",
                text,
                "version",
                whole,
                "status",
                text,
                "source",
                text,
                "correlationId?",
                text,
                "createdAt",
                Described.TIME,
                "startedAt?",
                Described.TIME,
                "finishedAt?",
                Described.TIME,
                "durationMs?",
                whole,
                "needsApproval",
                Described.FLAG,
                "by",
                text);
    }
}
