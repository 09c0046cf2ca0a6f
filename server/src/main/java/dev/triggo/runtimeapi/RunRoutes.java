package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.actions.Invocations;
import dev.triggo.approvals.Approvals;
import dev.triggo.engine.RunStatus;
import dev.triggo.http.Answer;
import dev.triggo.http.EventStream;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.journal.RecordedEvent;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.RunId;
import dev.triggo.runs.Replay;
import dev.triggo.runs.RunHistory;
import dev.triggo.runs.Runs;
import dev.triggo.runs.Source;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code /api/v1/runtime/runs}: what became of calls. */
final class RunRoutes {
    /** How long a server that stops may have to wait for a stream on which nothing happens. */
    private static final Duration GLANCE = Duration.ofMillis(500);

    private static final Duration KEEP_ALIVE = Duration.ofSeconds(15);

    private final Invocations invocations;
    private final Approvals approvals;

    RunRoutes(Invocations invocations, Approvals approvals) {
        this.invocations = invocations;
        this.approvals = approvals;
    }

    List<Route> routes() {
        return List.of(
                new Route("GET", "/api/v1/runtime/runs", Route.scoped(Scope.RUNS_READ), this::list, listDoc()),
                new Route("GET", "/api/v1/runtime/runs/{runId}", Route.scoped(Scope.RUNS_READ), this::find, findDoc()),
                new Route(
                        "GET",
                        "/api/v1/runtime/runs/{runId}/events",
                        Route.scoped(Scope.RUNS_READ),
                        this::events,
                        eventsDoc()),
                new Route(
                        "POST",
                        "/api/v1/runtime/runs/{runId}/cancel",
                        Route.scopedOrActionGrant(Scope.ACTIONS_RUN),
                        this::cancel,
                        cancelDoc()),
                new Route(
                        "POST",
                        "/api/v1/runtime/runs/{runId}/approve",
                        Route.scoped(Scope.APPROVALS_DECIDE),
                        this::approve,
                        approveDoc()),
                new Route(
                        "POST",
                        "/api/v1/runtime/runs/{runId}/replay",
                        Route.scopedOrActionGrant(Scope.ACTIONS_RUN),
                        this::replay,
                        replayDoc().withOrWithoutBody()));
    }

    private Answer list(Exchange exchange) {
        var filter = new RunHistory.Filter(
                Params.text(exchange, "action"),
                status(exchange),
                source(exchange),
                Params.flag(exchange, "needs_approval"),
                Params.text(exchange, "correlation_id"),
                Params.text(exchange, "cursor"),
                Params.limit(exchange));
        RunHistory.Page page = invocations.runs(exchange.caller(), filter);
        return Answer.json(page.toJson());
    }

    private static @Nullable RunStatus status(Exchange exchange) {
        return exchange.query("status")
                .map(text -> RunStatus.of(text).orElseThrow(() -> Params.bad("status", "is no status of a run")))
                .orElse(null);
    }

    private static @Nullable Source source(Exchange exchange) {
        return exchange.query("source")
                .map(text -> Source.of(text).orElseThrow(() -> Params.bad("source", "is no source of a run")))
                .orElse(null);
    }

    private Answer find(Exchange exchange) throws InterruptedException {
        return Answer.json(invocations
                .run(exchange.caller(), Params.runId(exchange), Params.wait(exchange), null)
                .toJson(true));
    }

    private Answer cancel(Exchange exchange) {
        return Answer.json(
                invocations.cancel(exchange.caller(), Params.runId(exchange)).toJson(true));
    }

    private Answer approve(Exchange exchange) {
        Json.Obj body = Params.object(exchange, Set.of("decision", "comment", "approvalId"));
        var answer = dev.triggo.approvals.Answer.of(
                Params.text(body, "decision"), Params.text(body, "comment"), Params.text(body, "approvalId"));
        return Answer.json(approvals
                .decide(exchange.caller(), Params.runId(exchange), answer)
                .toJson(true));
    }

    private Answer replay(Exchange exchange) throws InterruptedException {
        String word = Params.text(Params.optional(exchange, Set.of("from")), "from");
        Replay.From from = word == null
                ? Replay.From.FAILED_STEP
                : Replay.From.of(word).orElseThrow(() -> Params.bad("from", "must be start or failed_step"));
        Runs.Accepted accepted =
                invocations.replay(exchange.caller(), Params.runId(exchange), from, Params.idempotencyKey(exchange));
        return ActionRoutes.accepted(202, accepted, accepted.run().toAccepted());
    }

    private Answer events(Exchange exchange) {
        RunId run = Params.runId(exchange);
        boolean streams = asksForStream(exchange.header("accept").orElse(""));
        long after = after(exchange, streams);
        RunHistory.Events first = invocations.events(exchange.caller(), run, after);
        if (streams) {
            return new Answer.Events(Map.of(), stream -> follow(exchange, run, after, stream));
        }
        return Answer.json(first.toJson());
    }

    /** A caller who takes either gets the list: it ends by itself. */
    private static boolean asksForStream(String accept) {
        return accept.contains("text/event-stream") && !accept.contains("application/json");
    }

    /** Whoever lost a stream asks for it again at the same address, and says in a header how far it came. */
    private static long after(Exchange exchange, boolean streams) {
        Optional<String> asked = exchange.query("after");
        Optional<String> seen = exchange.header("last-event-id");
        Optional<String> text = streams ? seen.or(() -> asked) : asked.or(() -> seen);
        if (text.isEmpty()) {
            return 0;
        }
        if (!text.get().matches("[0-9]{1,9}")) {
            throw Params.bad("after", "must be the number of an event");
        }
        return Long.parseLong(text.get());
    }

    /** Sends events as they are committed, until the run has ended or the client has gone. */
    private void follow(Exchange exchange, RunId run, long after, EventStream stream) throws InterruptedException {
        long sent = after;
        long seen = -1;
        while (true) {
            seen = invocations.awaitNews(run, seen, Duration.ZERO);
            RunHistory.Events news = invocations.events(exchange.caller(), run, sent);
            for (RecordedEvent event : news.events()) {
                Json.Obj json = event.toJson();
                if (!stream.send(Long.toString(event.seq()), json.text("type"), json.write())) {
                    return;
                }
                sent = event.seq();
            }
            if (news.ended()) {
                return;
            }
            if (news.more()) {
                continue;
            }
            long before = seen;
            long until = System.nanoTime() + KEEP_ALIVE.toNanos();
            while (seen == before && stream.isOpen() && System.nanoTime() < until) {
                seen = invocations.awaitNews(run, seen, GLANCE);
            }
            if (!stream.isOpen() || (seen == before && !stream.keepAlive())) {
                return;
            }
        }
    }

    private static Route.Doc listDoc() {
        Json.Obj query = Json.object()
                .put("action", Params.TEXT)
                .put("status", Shapes.RUN_STATUS)
                .put("source", Shapes.RUN_SOURCE)
                .put("needs_approval", Params.FLAG)
                .put("correlation_id", Params.TEXT)
                .put("cursor", Params.TEXT)
                .put("limit", Params.LIMIT)
                .build();
        return new Route.Doc("List runs, newest first", query, null, Map.of(200, Shapes.RUN_LIST), List.of());
    }

    private static Route.Doc findDoc() {
        return new Route.Doc(
                "Read a run, and wait for its end",
                Json.object().put("wait", Params.WAIT).build(),
                null,
                Map.of(200, Shapes.RUN),
                List.of(ProblemCode.RUN_NOT_FOUND));
    }

    private static Route.Doc eventsDoc() {
        return new Route.Doc(
                "Read a run's journal, up to 1,000 events at a time: after them, `nextAfter` is what to ask on with."
                        + " With accept: text/event-stream, follow it live",
                Json.object().put("after", Params.TEXT).build(),
                null,
                Map.of(200, Shapes.EVENT_LIST),
                List.of(ProblemCode.RUN_NOT_FOUND));
    }

    private static Route.Doc approveDoc() {
        Json.Obj body = Shapes.object(
                        "decision",
                        Json.object()
                                .put("type", "string")
                                .put("enum", Json.strings(List.of("approved", "rejected")))
                                .build(),
                        "comment",
                        Params.TEXT.with("minLength", Json.of(1)).with("maxLength", Json.of(2_000)),
                        "approvalId",
                        Params.TEXT.with(
                                "description",
                                Json.of("The approval.id that was read: a decision on another request is refused.")))
                .with("required", Json.strings(List.of("decision")))
                .with("additionalProperties", Json.of(false));
        return new Route.Doc(
                "Decide on the approval that a run waits for",
                Json.EMPTY_OBJECT,
                body,
                Map.of(200, Shapes.RUN),
                List.of(ProblemCode.RUN_NOT_FOUND, ProblemCode.APPROVAL_NOT_PENDING));
    }

    private static Route.Doc replayDoc() {
        Json.Obj from = Json.object()
                .put("type", "string")
                .put("enum", Json.strings(List.of("failed_step", "start")))
                .put("default", "failed_step")
                .build();
        return new Route.Doc(
                "Replay a failed, timed-out or cancelled run as a new one; from failed_step, what was done is not repeated."
                        + " Header Idempotency-Key makes repeats harmless for 48 hours",
                Json.EMPTY_OBJECT,
                Shapes.object("from", from).with("additionalProperties", Json.of(false)),
                Map.of(202, Shapes.RUN_ACCEPTED),
                List.of(
                        ProblemCode.RUN_NOT_FOUND,
                        ProblemCode.RUN_NOT_REPLAYABLE,
                        ProblemCode.ACTION_NOT_FOUND,
                        ProblemCode.ACTION_UNAVAILABLE,
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        ProblemCode.RUN_QUOTA_EXCEEDED));
    }

    private static Route.Doc cancelDoc() {
        return new Route.Doc(
                "Cancel a run",
                Json.EMPTY_OBJECT,
                null,
                Map.of(200, Shapes.RUN),
                List.of(ProblemCode.RUN_NOT_FOUND, ProblemCode.RUN_NOT_CANCELLABLE));
    }
}
