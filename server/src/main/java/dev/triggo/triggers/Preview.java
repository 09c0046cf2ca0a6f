package dev.triggo.triggers;

import dev.triggo.kernel.Json;
import dev.triggo.kernel.Times;
import dev.triggo.schema.JsonSchema;
import dev.triggo.triggers.kinds.Schedule;
import dev.triggo.triggers.kinds.Timetable;
import dev.triggo.triggers.kinds.TriggerKind;
import java.util.ArrayList;
import java.util.List;

/** When a schedule would fire, before it is saved or live. */
final class Preview {
    private static final Schedule SCHEDULE = new Schedule();
    private static final JsonSchema CONFIG = JsonSchema.compile(SCHEDULE.configSchema());

    private Preview() {}

    /**
     * {@code {nextFirings[], problems[{path, message}]}}: one of the two is empty. A path is that of a field of the config.
     *
     * @param now when it would begin
     */
    static Json.Obj of(Json.Obj config, long now, int count) {
        List<Json.Obj> problems = problems(config);
        List<Json> firings = new ArrayList<>();
        if (problems.isEmpty()) {
            Timetable timetable = Timetable.of(config);
            timetable.from(timetable.next(now, now), count).forEach(at -> firings.add(Json.of(Times.iso(at))));
        }
        return Json.object()
                .put("nextFirings", Json.array(firings))
                .put("problems", Json.array(problems))
                .build();
    }

    private static List<Json.Obj> problems(Json.Obj config) {
        List<Json.Obj> misfits = CONFIG.check(config).stream()
                .map(error -> problem(error.path(), error.message()))
                .toList();
        // What a schema cannot express is asked of what fits it.
        return misfits.isEmpty()
                ? SCHEDULE.check(config, false).stream().map(Preview::problem).toList()
                : misfits;
    }

    private static Json.Obj problem(TriggerKind.Fault fault) {
        return problem(fault.path().substring("/config".length()), fault.message());
    }

    private static Json.Obj problem(String path, String message) {
        return Json.object().put("path", path).put("message", message).build();
    }
}
