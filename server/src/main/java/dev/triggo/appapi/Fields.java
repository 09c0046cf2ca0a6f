package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The fields of a request's body, read one by one; {@link #done} then refuses the request with all faults at once. */
final class Fields {
    private final Json.Obj body;
    private final List<Json> faults = new ArrayList<>();

    private Fields(Json.Obj body) {
        this.body = body;
    }

    /** Takes the body apart: an object that has none but these fields. */
    static Fields of(Exchange exchange, String... known) {
        if (!(exchange.json() instanceof Json.Obj body)) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The body must be a JSON object.");
        }
        var fields = new Fields(body);
        Set<String> names = Set.of(known);
        for (String name : body.fields().keySet()) {
            if (!names.contains(name)) {
                fields.fault(name, "is not known here; known are " + String.join(", ", known));
            }
        }
        return fields;
    }

    String text(String name) {
        if (body.get(name) instanceof Json.Str text) {
            return text.value();
        }
        fault(name, body.has(name) ? "must be a string" : "is missing");
        return "";
    }

    String text(String name, String otherwise) {
        return body.has(name) ? text(name) : otherwise;
    }

    List<String> texts(String name) {
        var texts = new ArrayList<String>();
        if (body.get(name) instanceof Json.Arr list) {
            for (Json item : list.items()) {
                if (item instanceof Json.Str text) {
                    texts.add(text.value());
                } else {
                    fault(name, "must hold strings alone");
                }
            }
        } else {
            fault(name, body.has(name) ? "must be a list of strings" : "is missing");
        }
        return texts;
    }

    @Nullable
    Long whole(String name) {
        if (!body.has(name) || body.get(name) instanceof Json.Null) {
            return null;
        }
        Long number = body.get(name) instanceof Json.Num n ? n.asLong() : null;
        if (number == null) {
            fault(name, "must be a whole number");
        }
        return number;
    }

    Role role(String name) {
        String word = text(name);
        return Role.of(word).orElseGet(() -> {
            if (!word.isEmpty()) {
                fault(name, "must be owner, admin, editor or viewer");
            }
            return Role.VIEWER;
        });
    }

    void fault(String name, String message) {
        faults.add(Json.object()
                .put("path", "/" + name.replace("~", "~0").replace("/", "~1"))
                .put("message", message)
                .build());
    }

    /** BAD_REQUEST when anything was wrong. */
    void done() {
        if (!faults.isEmpty()) {
            throw Problem.of(
                    ProblemCode.BAD_REQUEST,
                    "The request has fields that are not as they should be; see details.",
                    faults);
        }
    }
}
