package dev.triggo.appapi;

import dev.triggo.access.Role;
import dev.triggo.http.Exchange;
import dev.triggo.kernel.Json;
import dev.triggo.kernel.Problem;
import dev.triggo.kernel.ProblemCode;
import dev.triggo.kernel.UnknownNames;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The fields of a request's body, read one by one; {@link #done} then refuses the request with all faults at once. */
final class Fields {
    private final Json.Obj body;
    private final UnknownNames unknown;
    private final List<Json> faults;

    private Fields(Json.Obj body, UnknownNames unknown) {
        this.body = body;
        this.unknown = unknown;
        this.faults = new ArrayList<>(unknown.details());
    }

    /** Takes the body apart: an object that has none but these fields. */
    static Fields of(Exchange exchange, String... known) {
        if (!(exchange.json() instanceof Json.Obj body)) {
            throw Problem.of(ProblemCode.BAD_REQUEST, "The body must be a JSON object.");
        }
        return new Fields(body, UnknownNames.in("the body", body.fields().keySet(), List.of(known)));
    }

    String text(String name) {
        if (body.get(name) instanceof Json.Str text) {
            return text.value();
        }
        fault(name, body.has(name) ? "must be a string" : "is missing");
        return "";
    }

    /** null counts as left out, as callers write it who always write every field. */
    String text(String name, String otherwise) {
        return body.has(name) && !(body.get(name) instanceof Json.Null) ? text(name) : otherwise;
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

    /** As {@link #texts(String)}; null counts as left out. */
    List<String> texts(String name, List<String> otherwise) {
        return body.has(name) && !(body.get(name) instanceof Json.Null) ? texts(name) : otherwise;
    }

    /** Null when it was left out. */
    Json.@Nullable Obj object(String name) {
        Json value = body.get(name);
        if (value instanceof Json.Obj object) {
            return object;
        }
        if (value != null && !(value instanceof Json.Null)) {
            fault(name, "must be an object");
        }
        return null;
    }

    /** Epoch milliseconds; null is a value here, and means no time. */
    @Nullable
    Long time(String name, @Nullable Long otherwise) {
        if (!body.has(name)) {
            return otherwise;
        }
        String text = body.get(name) instanceof Json.Null ? "" : text(name);
        if (text.isEmpty()) {
            return null;
        }
        try {
            return OffsetDateTime.parse(text).toInstant().toEpochMilli();
        } catch (DateTimeException | ArithmeticException unreadable) {
            fault(name, "must be a time with an offset, as 2030-01-31T09:00:00Z");
            return null;
        }
    }

    boolean flag(String name) {
        if (body.get(name) instanceof Json.Bool flag) {
            return flag == Json.Bool.TRUE;
        }
        fault(name, body.has(name) ? "must be true or false" : "is missing");
        return false;
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
            String sentence = unknown.isEmpty()
                    ? "The request has fields that are not as they should be; see details."
                    : unknown.sentence();
            throw Problem.of(ProblemCode.BAD_REQUEST, sentence, faults);
        }
    }
}
