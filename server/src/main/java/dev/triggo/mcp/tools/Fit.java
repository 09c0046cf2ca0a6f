package dev.triggo.mcp.tools;

import dev.triggo.actions.Action;
import dev.triggo.connectors.ConnectorInfo;
import dev.triggo.connectors.OperationInfo;
import dev.triggo.engine.RunStatus;
import dev.triggo.kernel.Json;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.runs.Run;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/** Keeps results within what a model's context bears: {@link Excerpt#RESULT_BYTES}. */
final class Fit {
    /** What a part may weigh at least, however large the whole is. */
    private static final int PART_BYTES = 400;

    private static final String NEXT = "The run waits for a person. Show your user approval.title, approval.message and"
            + " approval.arguments in full, ask for their decision, and hand it in with approve_run (a tool of /mcp) and approvalId ="
            + " approval.id. Do not decide for them.";

    private static final int PROBLEMS = 20;
    private static final String RUNTIME = "GET /api/v1/runtime/";

    private Fit() {}

    /** A page of as many entries as fit, at most so many; its cursor goes on after the last of them. */
    static Json.Obj page(int limit, IntFunction<Json.Obj> page) {
        int size = limit;
        Json.Obj result = page.apply(size);
        while (size > 1 && isTooLarge(result)) {
            size = size / 2;
            result = page.apply(size);
        }
        return isTooLarge(result) ? withSmallEntries(result) : result;
    }

    /** One entry alone is too large: the objects in it, which are schemas, are cut. */
    private static Json.Obj withSmallEntries(Json.Obj page) {
        Json.Obj cut = page;
        for (String list : page.fields().keySet()) {
            if (page.get(list) instanceof Json.Arr entries) {
                cut = cut.with(list, each(entries, entry -> {
                    Json.Obj smaller = entry;
                    for (String field : entry.fields().keySet()) {
                        if (entry.get(field) instanceof Json.Obj schema) {
                            smaller = smaller.with(
                                    field, Excerpt.of(schema, 4 * PART_BYTES, "The tool for one entry gives more."));
                        }
                    }
                    return smaller;
                }));
            }
        }
        return cut;
    }

    static Json.Obj action(Action action) {
        return fields(
                action.toJson(),
                RUNTIME + "actions/" + action.summary().slug() + " gives all of it.",
                "examples",
                "outputSchema",
                "inputSchema");
    }

    static Json.Obj operation(OperationInfo operation) {
        return fields(
                operation.schema(),
                RUNTIME + "connectors/" + operation.connector() + "/operations/" + operation.name()
                        + " gives all of it.",
                "example",
                "outputSchema",
                "inputSchema");
    }

    /** As many operations as fit; how many there are, where that is not all. */
    static Json.Obj operations(ConnectorInfo connector) {
        Json.Obj json = connector.toOperations();
        if (!isTooLarge(json) || !(json.get("operations") instanceof Json.Arr all)) {
            return json;
        }
        String rest = RUNTIME + "connectors/" + connector.name() + "/operations gives all of them.";
        int count = all.items().size();
        Json.Obj shorter = json;
        while (count > 1 && isTooLarge(shorter)) {
            count = count * 3 / 4;
            shorter = Json.object()
                    .put("operations", Json.array(all.items().subList(0, count)))
                    .put("truncated", true)
                    .put("total", all.items().size())
                    .put("rest", rest)
                    .build();
        }
        return shorter;
    }

    /** A build: its first problems, then as many of the operations as fit. */
    static Json.Obj build(Json.Obj build, String id) {
        Json.Obj shorter = problems(build);
        String rest = RUNTIME + "connectors/builds/" + id + " gives all of it.";
        while (isTooLarge(shorter)
                && shorter.get("operations") instanceof Json.Arr names
                && names.items().size() > 1) {
            int count = names.items().size() * 3 / 4;
            shorter = shorter.with("operations", Json.array(names.items().subList(0, count)))
                    .with("rest", Json.of(rest));
        }
        return shorter;
    }

    /** A verdict: its first problems, and how many there are. */
    static Json.Obj problems(Json.Obj verdict) {
        if (!isTooLarge(verdict)
                || !(verdict.get("problems") instanceof Json.Arr problems)
                || problems.items().size() <= PROBLEMS) {
            return verdict;
        }
        return verdict.with("problems", Json.array(problems.items().subList(0, PROBLEMS)))
                .with("totalProblems", Json.of(problems.items().size()));
    }

    static Json.Obj workflow(SavedWorkflow workflow) {
        Json.Obj json = workflow.toJson();
        if (isTooLarge(json)
                && json.get("validation") instanceof Json.Obj verdict
                && verdict.get("problems") instanceof Json.Arr problems
                && problems.items().size() > PROBLEMS) {
            json = json.with(
                    "validation",
                    verdict.with("problems", Json.array(problems.items().subList(0, PROBLEMS)))
                            .with("total", Json.of(problems.items().size())));
        }
        return fields(json, RUNTIME + "workflows/" + workflow.id() + " gives all of it.", "definition");
    }

    /** A run. What somebody is asked to approve is never cut: nobody can say yes to what they do not see. */
    static Json.Obj run(Run run, boolean withSteps) {
        Json.Obj json = run.toJson(withSteps);
        if (run.status() == RunStatus.WAITING_FOR_APPROVAL) {
            json = json.with("next", Json.of(NEXT));
        }
        if (!isTooLarge(json)) {
            return json;
        }
        String rest = RUNTIME + "runs/" + run.id() + " gives all of it.";
        if (json.get("steps") instanceof Json.Arr steps) {
            json = json.with("steps", list(each(steps, step -> step(step, rest)), rest));
        }
        if (json.get("plan") instanceof Json.Arr plan) {
            json = json.with("plan", list(plan, rest));
        }
        return fields(json, rest, "output", "error");
    }

    private static Json.Obj step(Json.Obj step, String rest) {
        Json.Obj shorter = step;
        for (String field : List.of("input", "output")) {
            Json value = shorter.get(field);
            if (value != null) {
                shorter = shorter.with(field, Excerpt.of(value, PART_BYTES, rest));
            }
        }
        return shorter;
    }

    /** The list, or a list of one that shows its beginning: what reads it as a list of objects still can. */
    private static Json.Arr list(Json.Arr list, String rest) {
        Json shown = Excerpt.of(list, Excerpt.RESULT_BYTES * 2 / 5, rest);
        return shown instanceof Json.Arr whole ? whole : Json.array(List.of(shown));
    }

    private static Json.Arr each(Json.Arr list, UnaryOperator<Json.Obj> change) {
        return Json.array(list.items().stream()
                .map(item -> item instanceof Json.Obj object ? change.apply(object) : item)
                .toList());
    }

    /** The object with these fields cut, one after the other, until the whole fits. */
    static Json.Obj fields(Json.Obj json, String rest, String... names) {
        Json.Obj shorter = json;
        for (String name : names) {
            Json value = shorter.get(name);
            int over = bytes(shorter) - Excerpt.RESULT_BYTES;
            if (value != null && over > 0) {
                shorter = shorter.with(name, Excerpt.of(value, Math.max(PART_BYTES, bytes(value) - over), rest));
            }
        }
        return shorter;
    }

    static boolean isTooLarge(Json value) {
        return bytes(value) > Excerpt.RESULT_BYTES;
    }

    private static int bytes(Json value) {
        return value.write().getBytes(StandardCharsets.UTF_8).length;
    }
}
