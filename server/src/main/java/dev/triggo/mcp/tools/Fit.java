package dev.triggo.mcp.tools;

import dev.triggo.kernel.Json;
import dev.triggo.library.SavedWorkflow;
import dev.triggo.runs.Run;
import java.nio.charset.StandardCharsets;
import java.util.function.IntFunction;

/** Keeps results within what a model's context bears: {@link Excerpt#RESULT_BYTES}. */
final class Fit {
    /** What one input or output of a step may weigh when the whole is too large. */
    private static final int STEP_BYTES = 400;

    private Fit() {}

    /** A page of as many entries as fit, at most so many; its cursor goes on after the last of them. */
    static Json.Obj page(int limit, IntFunction<Json.Obj> page) {
        int size = limit;
        Json.Obj result = page.apply(size);
        while (size > 1 && bytes(result) > Excerpt.RESULT_BYTES) {
            size = size / 2;
            result = page.apply(size);
        }
        return result;
    }

    static Json.Obj workflow(SavedWorkflow workflow) {
        Json.Obj json = workflow.toJson();
        return shortened(json, "definition", "GET /api/v1/runtime/workflows/" + workflow.id() + " gives all of it.");
    }

    static Json.Obj run(Run run, boolean withSteps) {
        Json.Obj json = run.toJson(withSteps);
        if (bytes(json) <= Excerpt.RESULT_BYTES) {
            return json;
        }
        String rest = "GET /api/v1/runtime/runs/" + run.id() + " gives all of it.";
        if (json.get("steps") instanceof Json.Arr steps) {
            json = json.with(
                    "steps",
                    Json.array(steps.items().stream()
                            .map(step -> step instanceof Json.Obj object ? step(object, rest) : step)
                            .toList()));
            if (bytes(json.without("output")) > Excerpt.RESULT_BYTES) {
                json = json.with(
                        "steps",
                        Json.array(java.util.List.of(
                                Excerpt.of(json.get("steps") instanceof Json.Arr all ? all : steps, 8_000, rest))));
            }
        }
        if (json.get("plan") instanceof Json.Arr plan && bytes(plan) > Excerpt.RESULT_BYTES / 2) {
            json = json.with("plan", Json.array(java.util.List.of(Excerpt.of(plan, Excerpt.RESULT_BYTES / 2, rest))));
        }
        return shortened(json, "output", rest);
    }

    private static Json step(Json.Obj step, String rest) {
        Json.Obj shorter = step;
        for (String field : new String[] {"input", "output"}) {
            Json value = shorter.get(field);
            if (value != null) {
                shorter = shorter.with(field, Excerpt.of(value, STEP_BYTES, rest));
            }
        }
        return shorter;
    }

    /** The object with that one field cut so that the whole fits. */
    private static Json.Obj shortened(Json.Obj json, String field, String rest) {
        Json value = json.get(field);
        int over = bytes(json) - Excerpt.RESULT_BYTES;
        if (value == null || over <= 0) {
            return json;
        }
        int room = Math.max(STEP_BYTES, bytes(value) - over);
        return json.with(field, Excerpt.of(value, room, rest));
    }

    private static int bytes(Json value) {
        return value.write().getBytes(StandardCharsets.UTF_8).length;
    }
}
