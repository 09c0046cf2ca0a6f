package dev.triggo.journal;

import dev.triggo.engine.RunEvent;
import dev.triggo.engine.StepRef;
import dev.triggo.kernel.Json;
import java.util.LinkedHashMap;
import java.util.List;

/** The written form of what tests do otherwise: nodes whose output was given, and steps carried out again. */
final class TestText {
    private TestText() {}

    static Json.Builder of(RunEvent.RunTested event) {
        var pinned = Json.object();
        event.pinned()
                .forEach((node, pin) -> pinned.put(
                        node,
                        Json.object()
                                .put("output", pin.output())
                                .putIf("handle", pin.handle())
                                .build()));
        return Json.object().put("pinned", pinned.build());
    }

    static RunEvent.RunTested tested(Json.Obj data) {
        var pinned = new LinkedHashMap<String, RunEvent.Pinned>();
        object(data, "pinned").fields().forEach((node, value) -> {
            Json.Obj pin = value instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
            Json output = pin.get("output");
            pinned.put(node, new RunEvent.Pinned(output == null ? Json.Null.NULL : output, pin.text("handle")));
        });
        return new RunEvent.RunTested(pinned);
    }

    static Json.Builder of(RunEvent.StepRerun event) {
        return Json.object()
                .put("of", event.of())
                .put("seen", event.seen())
                .put("sources", event.sources())
                .put("settled", Json.strings(event.settled()))
                .putIf("config", event.config());
    }

    static RunEvent.StepRerun rerun(StepRef step, Json.Obj data) {
        String of = data.text("of");
        List<String> settled = data.get("settled") instanceof Json.Arr ids
                ? ids.items().stream()
                        .map(id -> id instanceof Json.Str text ? text.value() : "")
                        .toList()
                : List.of();
        return new RunEvent.StepRerun(
                of == null ? "" : of,
                step,
                object(data, "seen"),
                object(data, "sources"),
                settled,
                data.get("config") instanceof Json.Obj config ? config : null);
    }

    private static Json.Obj object(Json.Obj data, String field) {
        return data.get(field) instanceof Json.Obj object ? object : Json.EMPTY_OBJECT;
    }
}
