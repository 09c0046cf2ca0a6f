package dev.triggo.runtimeapi;

import dev.triggo.access.Scope;
import dev.triggo.actions.TestRuns;
import dev.triggo.http.Answer;
import dev.triggo.http.Exchange;
import dev.triggo.http.Route;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.WorkflowId;
import dev.triggo.runs.Runs;
import dev.triggo.trials.Trials;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Trying out: a draft with pinned outputs, and one step of an earlier run. */
final class TestRoutes {
    private static final Json.Obj OBJECT = Json.object().put("type", "object").build();

    private final TestRuns tests;

    TestRoutes(TestRuns tests) {
        this.tests = tests;
    }

    List<Route> routes() {
        Route.Access access = Route.scoped(Scope.WORKFLOWS_WRITE, Scope.ACTIONS_RUN);
        return List.of(
                new Route(
                        "POST",
                        "/api/v1/runtime/workflows/{id}/test",
                        access,
                        this::test,
                        testDoc().withOrWithoutBody(),
                        Route.MAX_BODY),
                new Route(
                        "POST",
                        "/api/v1/runtime/runs/{runId}/nodes/{nodeId}/rerun",
                        access,
                        this::rerun,
                        rerunDoc().withOrWithoutBody(),
                        Route.MAX_BODY));
    }

    private Answer test(Exchange exchange) throws InterruptedException {
        Json.Obj body = Params.optional(exchange, Set.of("input", "pinned", "dryRun", "wait", "expectedRevision"));
        Json input = body.get("input");
        TestRuns.How how = how(exchange, body);
        return answer(
                tests.test(
                        exchange.caller(),
                        new TestRuns.Draft(
                                new WorkflowId(exchange.pathParam("id")), Params.whole(body, "expectedRevision")),
                        input == null ? Json.EMPTY_OBJECT : input,
                        body.get("pinned"),
                        how),
                how);
    }

    private Answer rerun(Exchange exchange) throws InterruptedException {
        Json.Obj body = Params.optional(exchange, Set.of("iteration", "config", "dryRun", "wait"));
        String iteration = Params.text(body, "iteration");
        TestRuns.How how = how(exchange, body);
        var again = new Trials.Again(
                Params.runId(exchange),
                exchange.pathParam("nodeId"),
                iteration == null ? "" : iteration,
                config(body.get("config")));
        return answer(tests.rerun(exchange.caller(), again, how), how);
    }

    private static Json.@Nullable Obj config(@Nullable Json value) {
        return switch (value) {
            case null -> null;
            case Json.Obj config -> config;
            case Json other -> throw Params.bad("config", "must be an object, as the step's input shows it");
        };
    }

    private static TestRuns.How how(Exchange exchange, Json.Obj body) {
        Duration wait = Params.seconds(body, "wait");
        return new TestRuns.How(
                Boolean.TRUE.equals(Params.flag(body, "dryRun")),
                Params.idempotencyKey(exchange),
                wait == null ? Duration.ZERO : wait);
    }

    private static Answer answer(Runs.Accepted accepted, TestRuns.How how) {
        Map<String, String> headers = accepted.replayed() ? Map.of("idempotency-replayed", "true") : Map.of();
        boolean sawTheEnd = !how.patience().isZero() && accepted.run().status().isFinal();
        return sawTheEnd
                ? new Answer.JsonBody(200, headers, accepted.run().toJson(true))
                : new Answer.JsonBody(202, headers, accepted.run().toAccepted());
    }

    private static Route.Doc testDoc() {
        Json.Obj pinned = OBJECT.with(
                "description",
                Json.of("Outputs by node id, of nodes that are then not carried out; for a node with branches"
                        + " {output, handle}, where handle names the branch to take."));
        return new Route.Doc(
                "Run the present draft with real effects, except of nodes whose output is pinned",
                Json.EMPTY_OBJECT,
                closed(Shapes.object(
                        "input",
                        OBJECT,
                        "pinned",
                        pinned,
                        "dryRun",
                        Params.FLAG,
                        "wait",
                        Params.WAIT,
                        "expectedRevision",
                        Shapes.WHOLE)),
                Map.of(200, Shapes.RUN, 202, Shapes.RUN_ACCEPTED),
                List.of(
                        ProblemCode.WORKFLOW_NOT_FOUND,
                        ProblemCode.VERSION_CONFLICT,
                        ProblemCode.WORKFLOW_INVALID,
                        ProblemCode.INPUT_VALIDATION_FAILED,
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        ProblemCode.RUN_QUOTA_EXCEEDED));
    }

    private static Route.Doc rerunDoc() {
        Json.Obj iteration = Params.TEXT.with(
                "description", Json.of("Which item, for a step of a loop: as the run's steps show it."));
        Json.Obj config = OBJECT.with(
                "description",
                Json.of("In place of the step's resolved config, which the run shows as its input; taken as it is,"
                        + " without templates."));
        return new Route.Doc(
                "Carry out one step of a run that has ended again, in a run of its own",
                Json.EMPTY_OBJECT,
                closed(Shapes.object(
                        "iteration", iteration, "config", config, "dryRun", Params.FLAG, "wait", Params.WAIT)),
                Map.of(200, Shapes.RUN, 202, Shapes.RUN_ACCEPTED),
                List.of(
                        ProblemCode.RUN_NOT_FOUND,
                        ProblemCode.RUN_NOT_REPLAYABLE,
                        ProblemCode.IDEMPOTENCY_CONFLICT,
                        ProblemCode.RUN_QUOTA_EXCEEDED));
    }

    private static Json.Obj closed(Json.Obj schema) {
        return schema.with("additionalProperties", Json.of(false));
    }
}
